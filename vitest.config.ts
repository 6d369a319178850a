import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Specs may say `await using`, which Node 20 cannot parse.
  oxc: { target: 'es2022' },
  test: {
    include: ['spec/**/*.spec.ts', 'examples/*/spec/**/*.spec.ts'],
    // These have configurations of their own: they need Chromium, Redis, and packages of their own.
    exclude: ['**/node_modules/**', 'spec/browser/**', 'spec/cluster/**', 'examples/nest/**'],
    // Each spec file in a process of its own: a crash or a leaked worker stays in its file.
    pool: 'forks',
    // Specs wait for workers more than they compute.
    maxWorkers: 2,
    // For what hangs, not for what is slow: the machine may be busy with something else.
    testTimeout: 90_000,
    hookTimeout: 90_000,
    retry: 0,
    server: {
      deps: {
        // The built package is loaded by Node itself, as its workers load it.
        external: [/\/dist\/.*\.js$/],
      },
    },
  },
});
