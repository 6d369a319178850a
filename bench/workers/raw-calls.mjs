import { workerData } from 'node:worker_threads';
import { tasks } from '../tasks.mjs';

/** @type {import('node:worker_threads').MessagePort} */
const port = workerData;
const { add } = tasks;

port.on('message', ({ id, args }) => port.postMessage({ id, value: add(...args) }));
