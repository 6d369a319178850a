import { chromium, noChromium } from './chromium.mjs';
import { runNode } from './run-node.mjs';

/** Builds a Vite application and a webpack application with the packed tarball, and runs both in Chromium. */
export async function browserApps() {
  const executable = chromium();
  if (executable === undefined) return { ok: true, output: '', note: noChromium };
  process.env.CHROMIUM = executable;
  return runNode(['tooling/browser-apps/run.mjs'], { seconds: 360 });
}
