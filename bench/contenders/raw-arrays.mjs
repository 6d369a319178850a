import { rawLanes } from './raw-lanes.mjs';

/**
 * The floor: a port on which a worker posts arrays of 1,000 values, as fast as it can.
 *
 * @type {import('../contenders.mjs').Start}
 */
export function start(workers) {
  const [{ port, worker }] = rawLanes(workers, 'raw-arrays.mjs');
  return {
    run: ({ task, items: [count] }, tally) =>
      new Promise((resolve) => {
        port.removeAllListeners('message');
        port.on('message', (values) => {
          if (values) tally.addAll(values);
          else resolve();
        });
        port.postMessage({ task, count });
      }),
    stop: () => worker.terminate(),
  };
}
