import { fileURLToPath } from 'node:url';
import workerpool from 'workerpool';
import { submitAll } from '../submit-all.mjs';

/** @type {import('../contenders.mjs').Start} */
export function start(workers) {
  const script = fileURLToPath(new URL('../workers/workerpool.mjs', import.meta.url));
  const pool = workerpool.pool(script, { workerType: 'thread', minWorkers: workers, maxWorkers: workers });
  return {
    run: (work, tally) =>
      submitAll(work, tally, (chunk, transfer) => pool.exec('runChunk', [chunk], { transfer })),
    call: ({ task }, args) => pool.exec(task, args),
    stop: () => pool.terminate(true),
  };
}
