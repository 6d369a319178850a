import { workerData } from 'node:worker_threads';
import { tasks } from '../tasks.mjs';

/** @type {import('node:worker_threads').MessagePort} */
const port = workerData;
let fn = tasks.square;
let moves = false;

port.on('message', (/** @type {{ task: string, moveBack: boolean } | unknown[]} */ message) => {
  if (!Array.isArray(message)) {
    fn = tasks[message.task];
    moves = message.moveBack;
    return;
  }
  const results = message.map((item) => fn(item));
  port.postMessage(results, moves ? results.map(({ buffer }) => buffer) : undefined);
});
