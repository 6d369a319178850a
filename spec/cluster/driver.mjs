// A driver that is killed. With the path of a log it maps items that never end; without, one after another for ever, and
// says when results come.
import { Pool } from 'rxjs-pool';
import { bullmqExecutor } from 'rxjs-pool/bullmq';
import { forever, slowly } from './tasks.js';

const [, , connection, log] = process.argv;
const pool = new Pool({ executor: bullmqExecutor({ queue: 'etl', connection, processes: 4 }) });

function* endless() {
  for (let x = 0; ; x++) yield x;
}

if (log) await pool.map(forever, [log]);
let seen = 0;
for await (const _ of pool.imapUnordered(slowly, endless())) if (++seen === 20) process.send('results');
