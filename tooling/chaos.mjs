/**
 * Runs random jobs under random faults on real pools, as `spec/chaos` does, for longer than `npm test` does.
 *
 * Usage: `npm run chaos -- --minutes 10 --seed 7`. A difference from the model is printed with the seed whose first
 * scenario shows it.
 */
import { minutesAndSeed } from './minutes-and-seed.mjs';
import { runSpecsFor } from './run-specs-for.mjs';

const { minutes, seed } = minutesAndSeed();
runSpecsFor(['spec/chaos'], { CHAOS_SECONDS: minutes * 60, CHAOS_SEED: seed });
