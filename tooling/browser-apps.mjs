import { runInChromium } from './run-in-chromium.mjs';

/** Builds a Vite application and a webpack application with the packed tarball, and runs both in Chromium. */
export function browserApps() {
  return runInChromium(['tooling/browser-apps/run.mjs'], { seconds: 360 });
}
