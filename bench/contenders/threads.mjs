import { Pool, spawn, Transfer, Worker } from 'threads';
import { submitAll } from '../submit-all.mjs';

/** @type {import('../contenders.mjs').Start} */
export function start(workers) {
  const pool = Pool(() => spawn(new Worker('../workers/threads.mjs')), workers);
  return {
    run: (work, tally) =>
      submitAll(work, tally, (chunk, moved) =>
        pool.queue((thread) => thread.runChunk(moved.length > 0 ? Transfer(chunk, moved) : chunk)),
      ),
    stop: () => pool.terminate(true),
  };
}
