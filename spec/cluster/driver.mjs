// A driver that is killed: says so when results come, and goes on for ever.
import { Pool } from 'rxjs-pool';
import { bullmqExecutor } from 'rxjs-pool/bullmq';
import { slowly } from './tasks.js';

const pool = new Pool({
  executor: bullmqExecutor({ queue: 'etl', connection: process.argv[2], processes: 4 }),
});
function* endless() {
  for (let x = 0; ; x++) yield x;
}
let seen = 0;
for await (const _ of pool.imapUnordered(slowly, endless())) if (++seen === 20) process.send('results');
