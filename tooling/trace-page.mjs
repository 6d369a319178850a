import { runInChromium } from './run-in-chromium.mjs';

/** Traces a job with a large chunk, an error and a crash, and looks at its page in Chromium. */
export function tracePage() {
  return runInChromium(['tooling/trace-page/run.mjs'], { seconds: 180 });
}
