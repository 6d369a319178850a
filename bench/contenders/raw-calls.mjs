import { rawLanes } from './raw-lanes.mjs';

/**
 * The floor of a single call: one message there and one back, to each worker in its turn, and nothing else.
 *
 * @type {import('../contenders.mjs').Start}
 */
export function start(workers) {
  /** @type {Map<number, (value: unknown) => void>} */
  const open = new Map();
  const lanes = rawLanes(workers, 'raw-calls.mjs');
  for (const { port } of lanes) {
    port.on('message', ({ id, value }) => {
      const resolve = open.get(id);
      open.delete(id);
      resolve(value);
    });
  }
  let calls = 0;
  return {
    call: (_work, args) =>
      new Promise((resolve) => {
        const id = calls++;
        open.set(id, resolve);
        lanes[id % workers].port.postMessage({ id, args });
      }),
    stop: () => Promise.all(lanes.map(({ worker }) => worker.terminate())),
  };
}
