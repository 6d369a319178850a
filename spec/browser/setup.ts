import { beforeEach } from 'vitest';
import { notInBrowsers } from './not-in-browsers.js';
import { process } from './node/process.js';

const { port1, port2 } = new MessageChannel();
const waiting: Array<() => void> = [];
port2.addEventListener('message', () => waiting.shift()?.());
port2.start();

Object.assign(self, {
  process: { ...process, listeners: () => [] },
  setImmediate(callback: () => void) {
    waiting.push(callback);
    port1.postMessage(undefined);
  },
});

beforeEach(({ task, skip }) => {
  // Those that were written for browsers can.
  if (task.file.name.includes('spec/browser/')) return;
  const reason = notInBrowsers(task.suite?.name ?? '', task.name);
  if (reason !== undefined) skip(reason);
});
