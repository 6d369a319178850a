import { runInChromium } from './run-in-chromium.mjs';

/** Runs the specs of all backends, and those of browsers, in Chromium: with and without cross-origin isolation. */
export function browserSpecs() {
  return runInChromium(
    ['node_modules/vitest/vitest.mjs', 'run', '--config', 'spec/browser/vitest.config.ts'],
    { seconds: 1260 },
  );
}
