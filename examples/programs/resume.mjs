/**
 * A long job that can be stopped at any time, and goes on where it was: it counts the primes below a number.
 *
 *     node examples/programs/resume.mjs 100000000 progress.txt
 *
 * Each result is written to the file as soon as it is there. Stop it with Ctrl-C, or pull the plug: the next run with
 * the same file counts only what is missing.
 */
import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import { from } from 'rxjs';
import { poolImapUnordered } from 'rxjs-pool';

const BLOCK = 100_000;
const [limitText, file] = process.argv.slice(2);
const limit = Number(limitText);
if (!Number.isInteger(limit) || limit < 1 || file === undefined) {
  console.error('Give me a number and a file: node resume.mjs 100000000 progress.txt');
  process.exit(2);
}

const blocks = Array.from({ length: Math.ceil(limit / BLOCK) }, (_, at) => ({
  first: at * BLOCK,
  end: Math.min((at + 1) * BLOCK, limit),
}));
/** Number of primes of each block that is done, by its name. */
const done = new Map(finished(file));
const missing = blocks.filter((block) => !done.has(nameOf(block)));
console.error(`${blocks.length - missing.length} of ${blocks.length} blocks are done`);

/**
 * Runs in a worker.
 *
 * @param {Block} block
 */
function countPrimes(block) {
  let primes = 0;
  for (let n = Math.max(block.first, 2); n < block.end; n++) {
    let d = 2;
    while (d * d <= n && n % d !== 0) d++;
    primes += Number(d * d > n);
  }
  return { name: nameOf(block), primes };
}

from(missing)
  .pipe(poolImapUnordered(countPrimes, { retries: 2 }))
  .subscribe({
    next({ name, primes }) {
      appendFileSync(file, `${name} ${primes}\n`);
      done.set(name, primes);
    },
    complete() {
      const primes = blocks.reduce((sum, block) => sum + (done.get(nameOf(block)) ?? 0), 0);
      console.log(`${primes} primes below ${limit}`);
    },
  });

/** @typedef {{ first: number, end: number }} Block */

/** @param {Block} block */
function nameOf({ first, end }) {
  return `${first}-${end}`;
}

/**
 * What earlier runs wrote. A line that was cut off is taken away: its block is counted again.
 *
 * @param {string} path
 * @returns {Array<[name: string, primes: number]>}
 */
function finished(path) {
  if (!existsSync(path)) return [];
  const text = readFileSync(path, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  truncateSync(path, whole.length);
  return whole.split('\n').map((line) => {
    const [name = '', primes] = line.split(' ');
    return [name, Number(primes)];
  });
}
