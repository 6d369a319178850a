import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['vitest/*.test.{ts,mjs}'],
    testTimeout: 15_000,
    coverage: { reporter: 'text', reportsDirectory: process.env.COVERAGE_DIRECTORY },
    // As if it were installed in node_modules.
    server: { deps: { external: [/\/dist\/.*\.js$/] } },
  },
});
