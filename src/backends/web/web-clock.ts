import { type Clock, realClock } from '../../executor/clock.js';
import { breathe } from './breathe.js';

/** The clock on the wall, whose next turn is not up to 4 ms away, as a browser's shortest timer is. */
export const webClock: Clock = {
  now: () => realClock.now(),
  after(ms, callback) {
    if (ms > 0) return realClock.after(ms, callback);
    let isOff = false;
    void (async () => {
      await breathe();
      if (!isOff) callback();
    })();
    return () => (isOff = true);
  },
};
