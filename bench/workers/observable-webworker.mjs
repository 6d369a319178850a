import { parentPort } from 'node:worker_threads';
import { runWorker } from 'observable-webworker';
import { of } from 'rxjs';
import runChunk from './run-chunk.mjs';

// A port is an event target whose messages have `data`, as the scope of a browser's worker is.
globalThis.self = parentPort;
globalThis.postMessage = (message, transfer) => parentPort.postMessage(message, transfer);

runWorker(
  class {
    workUnit(chunk) {
      return of(runChunk(chunk));
    }
  },
);
