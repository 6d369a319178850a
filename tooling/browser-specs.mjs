import { chromium, noChromium } from './chromium.mjs';
import { runNode } from './run-node.mjs';

/** Runs the specs of all backends, and those of browsers, in Chromium: with and without cross-origin isolation. */
export async function browserSpecs() {
  const executable = chromium();
  if (executable === undefined) return { ok: true, output: '', note: noChromium };
  process.env.CHROMIUM = executable;
  return runNode(['node_modules/vitest/vitest.mjs', 'run', '--config', 'spec/browser/vitest.config.ts'], {
    seconds: 1260,
  });
}
