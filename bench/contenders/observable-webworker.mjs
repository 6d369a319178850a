import { Worker } from 'node:worker_threads';
import { fromWorkerPool } from 'observable-webworker';
import { lastValueFrom, tap } from 'rxjs';
import { chunksOf } from '../chunks-of.mjs';
import { buffersOf } from '../submit-all.mjs';

/**
 * Made for browsers: here a thread plays the part of a web worker. The package ends its workers with every stream;
 * they are kept, so that it too is measured warm.
 *
 * @type {import('../contenders.mjs').Start}
 */
export function start(workers) {
  const threads = Array.from({ length: workers }, startThread);
  return {
    async run({ task, items, chunksize, move }, tally) {
      await lastValueFrom(
        fromWorkerPool((index) => threads[index].webWorker, unitsOf(task, items, chunksize), {
          workerCount: workers,
          ...(move && { selectTransferables: (chunk) => buffersOf(chunk.items) }),
        }).pipe(tap((results) => tally.addAll(results))),
      );
    },
    stop: () => Promise.all(threads.map(({ thread }) => thread.terminate())),
  };
}

function* unitsOf(task, items, chunksize) {
  for (const chunk of chunksOf(items, chunksize)) yield { task, items: chunk };
}

function startThread() {
  const thread = new Worker(new URL('../workers/observable-webworker.mjs', import.meta.url));
  const webWorker = {
    onmessage: undefined,
    onerror: undefined,
    postMessage: (message, transfer) => thread.postMessage(message, transfer),
    terminate: () => undefined,
  };
  thread.on('message', (data) => webWorker.onmessage({ data }));
  thread.on('error', (error) => webWorker.onerror(error));
  return { thread, webWorker };
}
