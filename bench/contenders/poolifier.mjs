import { fileURLToPath } from 'node:url';
import { FixedThreadPool } from 'poolifier';
import { submitAll } from '../submit-all.mjs';

/** @type {import('../contenders.mjs').Start} */
export function start(workers) {
  const script = fileURLToPath(new URL('../workers/poolifier.mjs', import.meta.url));
  const pool = new FixedThreadPool(workers, script);
  return {
    run: (work, tally) =>
      submitAll(work, tally, (chunk, transfer) => pool.execute(chunk, undefined, undefined, transfer)),
    call: ({ task }, args) => pool.execute({ task, args }, 'runCall'),
    stop: () => pool.destroy(),
  };
}
