import { Worker } from 'node:worker_threads';

/**
 * How often a child process looks whether its parent lives, in ms. More often ends orphans sooner, less often wakes
 * an idle machine less.
 */
const EVERY = 1000;

const WATCH = `
  const { workerData: parent } = require('node:worker_threads');
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
  }, ${EVERY});
`;

let isWatching = false;

/**
 * Ends this child process when its parent is gone, however busy it is.
 *
 * A process that is idle notices by its channel. One whose main thread is in a long or endless function does not,
 * and would go on for ever: so a thread of its own watches.
 */
export function dieWithParent(): void {
  if (isWatching) return;
  isWatching = true;
  try {
    // Without the parent's flags: a loader or a debugger has no business in this thread.
    new Worker(WATCH, { eval: true, workerData: process.ppid, execArgv: [], env: {} }).unref();
  } catch {
    // Node's permission model may forbid threads. Then an orphan that is busy goes on to the end of what it does.
  }
}
