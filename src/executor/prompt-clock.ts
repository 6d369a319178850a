import { type Clock, realClock } from './clock.js';

// Browsers have none.
const { setImmediate, clearImmediate } = globalThis as Partial<typeof globalThis>;

/** The clock on the wall, whose next turn is not a millisecond away, as that of the shortest timer is. */
export const promptClock: Clock = {
  now: () => realClock.now(),
  after(ms, callback) {
    if (ms > 0 || !setImmediate || !clearImmediate) return realClock.after(ms, callback);
    const turn = setImmediate(callback);
    return () => clearImmediate(turn);
  },
};
