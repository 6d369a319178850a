import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vitest/config';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Has the specs of all semantics run on a queue. */
const onQueue: Plugin = {
  name: 'on-queue',
  enforce: 'pre',
  resolveId: (id, importer) =>
    id === './worker-backends.js' && importer === here('../conformance.ts')
      ? here('worker-backends.ts')
      : undefined,
};

export default defineConfig({
  plugins: [onQueue],
  oxc: { target: 'es2022' },
  test: {
    root: here('../../'),
    include: ['spec/cluster/**/*.spec.ts', 'spec/semantics/**/*.spec.ts'],
    exclude: [
      // What is moved moves within the worker's machine only.
      'spec/semantics/transfer-and-move.spec.ts',
      'spec/semantics/inline.spec.ts',
      'spec/semantics/types.spec.ts',
    ],
    // Not what is about the workers of this program: those are on another machine, and when they cannot start, a third may
    // still serve the queue.
    testNamePattern:
      /^(?!.*(?:worker_threads|child_process|that uses a pool and forgets|that is dropped|made for each call|tell that it is broken))/,
    globalSetup: 'spec/cluster/global-setup.ts',
    pool: 'forks',
    maxWorkers: 2,
    // For what hangs, not for what is slow: the machine may be busy with something else.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    server: { deps: { external: [/\/dist\/.*\.js$/] } },
  },
});
