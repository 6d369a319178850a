/**
 * A loop on the main thread.
 *
 * @type {import('../contenders.mjs').Start}
 */
export function start() {
  return {
    async run({ fn, items }, tally) {
      for (const item of items) tally.add(fn(item));
    },
    async stop() {},
  };
}
