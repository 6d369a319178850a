/**
 * What it costs to find out how a function travels: `node bench/functions.mjs`
 *
 * Prints the medians, in ms: of the first function of a program, which loads the parser and looks into V8 for the first
 * time, and of those that follow. Then what the whole way costs: the first call of a function in a worker.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { explainFunction, Pool } from 'rxjs-pool';

const FIRSTS = 11;
const FOLLOWERS = 200;

const factor = 3;
const table = new Map([[1, 'one']]);
/** @param {number} x */
const helper = (x) => x * factor;
/** @type {Record<string, (at: number) => (x: number) => unknown>} */
const kinds = {
  // oxlint-disable-next-line typescript/no-implied-eval, typescript/no-unsafe-return, typescript/no-unsafe-call -- a function without anything around it
  'self-contained': (at) => new Function(`return (x) => x + ${at}`)(),
  'closure over data': (at) => (x) => x * factor + at,
  'closure over functions': (at) => (x) => helper(x) + table.size + at,
};

/** @param {number[]} values */
function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

/** @param {() => Promise<unknown>} run */
async function timed(run) {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

/** @param {string} what @param {number} ms @param {number} target */
function print(what, ms, target) {
  console.log(`${what.padEnd(44)} ${ms.toFixed(2).padStart(7)} ms${target ? `  (target: ${target})` : ''}`);
}

const self = fileURLToPath(import.meta.url);
const [, , only] = process.argv;
if (only) {
  console.log(await timed(() => explainFunction(kinds[only](0))));
} else {
  for (const kind of Object.keys(kinds)) {
    const firsts = Array.from({ length: FIRSTS }, () =>
      Number(execFileSync(process.execPath, [self, kind], { encoding: 'utf8' })),
    );
    print(`the first function, ${kind}`, median(firsts), 40);
  }
  for (const [kind, make] of Object.entries(kinds)) {
    const followers = [];
    for (let at = 0; at < FOLLOWERS; at++) followers.push(await timed(() => explainFunction(make(at))));
    print(`a function after it, ${kind}`, median(followers), 1);
  }
  for (const [kind, make] of Object.entries(kinds)) {
    const pool = new Pool(1);
    await pool.apply((x) => x, [1]);
    const calls = [];
    for (let at = 0; at < FOLLOWERS; at++) calls.push(await timed(() => pool.apply(make(at), [1])));
    print(`its first call in a warm worker, ${kind}`, median(calls), 0);
    await pool.terminate();
  }
}
