import { chunksOf } from '../chunks-of.mjs';
import { buffersOf } from '../submit-all.mjs';
import { rawLanes } from './raw-lanes.mjs';

// With one message in flight, a worker waits while its results are read; more than two only lengthen the queue.
const WINDOW = 2;

/**
 * The floor: what two threads and their ports cost when nothing else is done. One message per chunk.
 *
 * @type {import('../contenders.mjs').Start}
 */
export function start(workers) {
  const lanes = rawLanes(workers, 'raw.mjs');
  return {
    run: ({ task, items, chunksize, move, moveBack }, tally) =>
      new Promise((resolve) => {
        const chunks = chunksOf(items, chunksize);
        let inFlight = 0;
        for (const { port } of lanes) {
          port.removeAllListeners('message');
          port.on('message', (results) => {
            inFlight--;
            send(port);
            tally.addAll(results);
            if (inFlight === 0) resolve();
          });
          port.postMessage({ task, moveBack });
        }
        for (let sent = 0; sent < WINDOW; sent++) for (const { port } of lanes) send(port);

        function send(port) {
          const { value: chunk } = chunks.next();
          if (!chunk) return;
          inFlight++;
          port.postMessage(chunk, move ? buffersOf(chunk) : []);
        }
      }),
    stop: () => Promise.all(lanes.map(({ worker }) => worker.terminate())),
  };
}
