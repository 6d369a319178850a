/**
 * Runs random jobs under random faults on real pools, as `spec/chaos` does, for longer than `npm test` does.
 *
 * Usage: `npm run chaos -- --minutes 10 --seed 7 --busy`. A difference from the model is printed with the seed whose first
 * scenario shows it. `--busy`: while neighbours take all processors.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { minutesAndSeed } from './minutes-and-seed.mjs';
import { runSpecsFor } from './run-specs-for.mjs';

const { minutes, seed, busy } = minutesAndSeed();
const neighbours = Array.from({ length: busy ? availableParallelism() : 0 }, () =>
  spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
);
process.on('exit', () => {
  for (const neighbour of neighbours) neighbour.kill('SIGKILL');
});
runSpecsFor(['spec/chaos'], { CHAOS_SECONDS: minutes * 60, CHAOS_SEED: seed });
