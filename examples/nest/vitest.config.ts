import { defineConfig } from 'vitest/config';

export default defineConfig({
  // As in tsconfig.json: Nest injects by the types of parameters. The target: Node 20 cannot parse `await using`.
  oxc: { target: 'es2022', decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: {
    include: ['spec/**/*.spec.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 90_000,
    hookTimeout: 90_000,
    // Node loads the package itself, as its workers load it.
    server: { deps: { external: [/\/node_modules\//] } },
  },
});
