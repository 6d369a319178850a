import { fileURLToPath } from 'node:url';
import { Tinypool } from 'tinypool';
import { submitAll } from '../submit-all.mjs';

/** @type {import('../contenders.mjs').Start} */
export function start(workers) {
  const filename = new URL('../workers/run-chunk.mjs', import.meta.url).href;
  const single = { filename: fileURLToPath(new URL('../workers/run-call.mjs', import.meta.url)) };
  const pool = new Tinypool({ filename, minThreads: workers, maxThreads: workers });
  return {
    run: (work, tally) => submitAll(work, tally, (chunk, transferList) => pool.run(chunk, { transferList })),
    call: ({ task }, args) => pool.run({ task, args }, single),
    stop: () => pool.destroy(),
  };
}
