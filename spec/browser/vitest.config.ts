import { fileURLToPath } from 'node:url';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { asInBrowser } from './as-in-browser.js';
import { bundledWorker } from './bundled-worker.js';
import { nodeFiles } from './node-files.js';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** With these, a page may share memory with its workers. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

const project = (name: string, headers: Record<string, string>) => ({
  plugins: [nodeFiles(), bundledWorker(), asInBrowser()],
  // Each of its own: two servers that prepare the same packages at once are in each other's way.
  cacheDir: `node_modules/.vite/browser-${name}`,
  server: { headers },
  optimizeDeps: {
    noDiscovery: true,
    include: ['rxjs', 'rxjs/testing'],
    exclude: ['rxjs-pool'],
  },
  test: {
    name,
    root: fileURLToPath(new URL('../../', import.meta.url)),
    include: ['spec/browser/**/*.spec.ts', 'spec/insight/**/*.spec.ts', 'spec/semantics/**/*.spec.ts'],
    exclude: [
      // About Node's channels and contexts.
      'spec/insight/context.spec.ts',
      'spec/insight/diagnostics.spec.ts',
      // About Node's program, modules and garbage collector, and about types.
      'spec/semantics/cold.spec.ts',
      'spec/semantics/endless-sources.spec.ts',
      'spec/semantics/functions.spec.ts',
      'spec/semantics/inline.spec.ts',
      'spec/semantics/lifecycle.spec.ts',
      'spec/semantics/memory.spec.ts',
      'spec/semantics/types.spec.ts',
    ],
    setupFiles: ['spec/browser/setup.ts'],
    testTimeout: 90_000,
    hookTimeout: 90_000,
    maxWorkers: 2,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: { executablePath, args: ['--no-sandbox'] } }),
      instances: [{ browser: 'chromium' as const }],
    },
  },
});

export default defineConfig({
  test: { projects: [project('isolated', isolation), project('plain', {})] },
});
