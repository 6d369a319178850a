import { MessageChannel, Worker } from 'node:worker_threads';
import { chunksOf } from '../chunks-of.mjs';
import { buffersOf } from '../submit-all.mjs';

// With one message in flight, a worker waits while its results are read; more than two only lengthen the queue.
const WINDOW = 2;

/**
 * The floor: what two threads and their ports cost when nothing else is done. One message per chunk.
 *
 * @type {import('../contenders.mjs').Start}
 */
export function start(workers) {
  const lanes = Array.from({ length: workers }, () => {
    const { port1, port2 } = new MessageChannel();
    const worker = new Worker(new URL('../workers/raw.mjs', import.meta.url), {
      workerData: port2,
      transferList: [port2],
    });
    return { port: port1, worker };
  });
  return {
    run: ({ task, items, chunksize, move }, tally) =>
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
          port.postMessage(task);
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
