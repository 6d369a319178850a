/**
 * Looks for differences between the engine and the models of `spec/engine` for longer than `npm test` does.
 *
 * Usage: `npm run fuzz -- --minutes 10 --seed 7`. A difference is printed with the seed that finds it again.
 */
import { readFileSync } from 'node:fs';
import { minutesAndSeed } from './minutes-and-seed.mjs';
import { runSpecsFor } from './run-specs-for.mjs';

const { minutes, seed } = minutesAndSeed();
// Each property gets its share.
const properties = readFileSync('spec/engine/engine-model.spec.ts', 'utf8').match(/^ {2}it\(/gm)?.length ?? 1;
runSpecsFor('spec/engine', { FUZZ_SECONDS: (minutes * 60) / properties, FUZZ_SEED: seed });
