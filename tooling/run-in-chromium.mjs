import { chromium, noChromium } from './chromium.mjs';
import { runNode } from './run-node.mjs';

/**
 * Runs Node with `CHROMIUM` set to a Chromium, or says that there is none.
 *
 * @param {Parameters<typeof runNode>} how
 */
export async function runInChromium(...how) {
  const executable = chromium();
  if (executable === undefined) return { ok: true, output: '', note: noChromium };
  process.env.CHROMIUM = executable;
  return runNode(...how);
}
