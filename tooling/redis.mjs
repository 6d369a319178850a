import { existsSync } from 'node:fs';

const PLACES = ['/usr/bin/redis-server', '/usr/local/bin/redis-server', '/opt/homebrew/bin/redis-server'];

/** The Redis to run specs on; undefined where there is none. `REDIS_SERVER` names another. */
export function redis() {
  return [process.env.REDIS_SERVER ?? '', ...PLACES].find((place) => existsSync(place));
}

/** What to say where there is none. */
export const noRedis =
  'skipped: no Redis; `apt-get install redis-server`, or set REDIS_SERVER to the path of one';
