import { lastValueFrom, range, toArray } from 'rxjs';
import { Pool, poolImap } from 'rxjs-pool';
import { squareAndOne } from './tasks.js';

const worker = () => new Worker(new URL('./pool.worker.js', import.meta.url), { type: 'module' });

/** What became of a call, as data. */
async function outcome(call) {
  try {
    return { value: await call() };
  } catch (error) {
    return { error: String(error), names: error.names };
  }
}

/** Runs everything on one page, and tells what became of it. */
globalThis.run = async () => {
  // Nothing that a minifier could put in the place of the variable.
  const captured = { offset: Number(location.port) };
  const named = new Pool({ worker, processes: 2 });
  const unnamed = new Pool(2);
  const calls = {
    byName: () =>
      lastValueFrom(range(0, 5).pipe(poolImap(squareAndOne, { pool: named }), toArray())).then((results) =>
        results.map(({ value }) => value),
      ),
    bySource: () => unnamed.map((x) => x * x, [1, 2, 3]),
    closure: () => unnamed.map((x) => x * captured.offset, [1, 2, 3]),
    crash: () => named.map((x) => (x === 1 ? self.close() : x), [0, 1, 2]),
  };
  const outcomes = {};
  for (const [name, call] of Object.entries(calls)) outcomes[name] = await outcome(call);
  await Promise.all([named.terminate(), unnamed.terminate()]);
  return outcomes;
};
