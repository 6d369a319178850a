import { chromium, noChromium } from './chromium.mjs';
import { runNode } from './run-node.mjs';

/** Traces a job with a large chunk, an error and a crash, and looks at its page in Chromium. */
export async function tracePage() {
  const executable = chromium();
  if (executable === undefined) return { ok: true, output: '', note: noChromium };
  process.env.CHROMIUM = executable;
  return runNode(['tooling/trace-page/run.mjs'], { seconds: 180 });
}
