import { workerData } from 'node:worker_threads';
import { tasks } from '../tasks.mjs';

const TOGETHER = 1000;

/** @type {import('node:worker_threads').MessagePort} */
const port = workerData;

port.on('message', (/** @type {{ task: string, count: number }} */ { task, count }) => {
  let values = [];
  for (const value of tasks[task](count)) {
    values.push(value);
    if (values.length < TOGETHER) continue;
    port.postMessage(values);
    values = [];
  }
  if (values.length > 0) port.postMessage(values);
  port.postMessage(undefined);
});
