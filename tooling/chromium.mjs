import { existsSync } from 'node:fs';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The Chromium to run specs in; undefined where there is none. `CHROMIUM` names another. */
export function chromium() {
  return [process.env.CHROMIUM ?? '', ...PLACES].find((place) => existsSync(place));
}

/** What to say where there is none. */
export const noChromium =
  'skipped: no Chromium; `apt-get install chromium`, or set CHROMIUM to the path of one';
