// Prints once how often it ran: a worker that imported it would print too.
import { explainFunction, Pool } from 'rxjs-pool';

console.log('started');
const factor = 3;
export const exported = (x) => x * factor;
export default function byDefault(x) {
  return x + factor;
}
const pool = new Pool({ processes: 2, runtime: process.argv[2] });
const { way } = await explainFunction(exported);
console.log(way, await pool.apply(exported, [5]), await pool.apply(byDefault, [5]));
await pool.terminate();
