import { workerData } from 'node:worker_threads';
import { tasks } from '../tasks.mjs';

/** @type {import('node:worker_threads').MessagePort} */
const port = workerData;
let fn = tasks.square;

port.on('message', (/** @type {string | unknown[]} */ message) => {
  if (typeof message === 'string') fn = tasks[message];
  else port.postMessage(message.map((item) => fn(item)));
});
