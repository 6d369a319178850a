// A driver that maps an exported function; Node runs it as it is, so that the function is an export to V8, too. It
// closes nothing: an idle pool does not keep a program alive.
import { Pool } from 'rxjs-pool';
import { bullmqExecutor } from 'rxjs-pool/bullmq';
import { times } from './exported.js';

const [, , connection] = process.argv;
const pool = new Pool({ executor: bullmqExecutor({ queue: 'etl', connection }) });
console.log(JSON.stringify(await pool.map(times, [1, 2])));
