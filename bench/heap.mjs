/**
 * `npm run heap`: runs one long pull job, and looks at the heap after each tenth of it, garbage collected.
 *
 * Usage: `npm run heap -- [--items 10000000] [--runtime worker_threads]`. Exits with 1 if the heap grows.
 */
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Pool, poolFrom, poolImapUnordered } from 'rxjs-pool';

const STEPS = 10;

// Code that gets compiled on the way takes about as much; a word for each item would be 80 MB.
const TOLERANCE = 2;

const { items, runtime } = readArguments();

setFlagsFromString('--expose-gc');
const collect = /** @type {() => void} */ (runInNewContext('gc'));

const pool = new Pool({ processes: 2, runtime });
/** @type {Array<{ heap: number, rss: number }>} */
const looks = [];
const begin = performance.now();

console.log(`${items} items from an iterator, x => x * x, chunksize 1, 2 workers (${runtime})\n`);
console.log(['items', 'heap MB', 'rss MB', 'items/s'].map((title) => title.padStart(11)).join(''));

let delivered = 0;
await poolFrom(naturals())
  .pipe(poolImapUnordered((x) => x * x, { pool }))
  .forEach(() => {
    if (++delivered % (items / STEPS) === 0) look();
  });
await pool.terminate();

const [first, ...others] = looks;
const growth = Math.max(...others.map(({ heap }) => heap)) - first.heap;
console.log(`\nheap: ${growth.toFixed(2)} MB more than after the first tenth`);
if (growth > TOLERANCE) process.exitCode = 1;

function* naturals() {
  for (let n = 0; n < items; n++) yield n;
}

function look() {
  collect();
  const { heapUsed, rss } = process.memoryUsage();
  const entry = { heap: heapUsed / 2 ** 20, rss: rss / 2 ** 20 };
  looks.push(entry);
  const rate = Math.round(delivered / ((performance.now() - begin) / 1000));
  const cells = [delivered, entry.heap.toFixed(2), entry.rss.toFixed(1), rate];
  console.log(cells.map((text) => String(text).padStart(11)).join(''));
}

/** @returns {{ items: number, runtime: 'worker_threads' | 'child_process' }} */
function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        items: { type: 'string', default: '10000000' },
        runtime: { type: 'string', default: 'worker_threads' },
      },
    });
    if (!/^[1-9]\d*0$/.test(values.items)) {
      throw new Error(`--items must be a positive multiple of ${STEPS}: received '${values.items}'`);
    }
    if (values.runtime !== 'worker_threads' && values.runtime !== 'child_process') {
      throw new Error(`--runtime must be worker_threads or child_process: received '${values.runtime}'`);
    }
    return { items: Number(values.items), runtime: values.runtime };
  } catch (error) {
    console.error(error instanceof Error ? error.message.split('\n')[0] : error);
    process.exit(2);
  }
}
