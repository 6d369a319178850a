import { tasks } from './tasks.mjs';

const ATTEMPTS = 8;
const ITERATIONS = 5_000_000;

/** How many iterations of `burn` this machine does in a microsecond, on a quiet core. */
export function calibrate() {
  let best = 0;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const begin = performance.now();
    tasks.burn(ITERATIONS);
    best = Math.max(best, ITERATIONS / ((performance.now() - begin) * 1000));
  }
  return best;
}
