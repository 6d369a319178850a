import { types } from 'node:util';
import { readData, writeData } from '../../function/bytes.js';
import type { Channel } from '../../values/copier.js';

// Taken now: the program may replace it.
const { structuredClone } = globalThis;

/** The way of values between threads. */
export const threadChannel: Channel = {
  isProxy: types.isProxy,
  clone: (value) => structuredClone(value),
};

/** The way of values between processes, and through a queue. */
export const processChannel: Channel = {
  isProxy: types.isProxy,
  // Not all that can be written can be read: a WebAssembly.Module cannot.
  clone: (value) => readData(writeData(value)),
};
