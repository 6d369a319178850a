/**
 * Looks for differences between the package and the models of `spec/engine` and `spec/workers`, and between random
 * programs here and in workers, for longer than `npm test` does.
 *
 * Usage: `npm run fuzz -- --minutes 10 --seed 7`. A difference is printed with the seed that finds it again.
 */
import { readFileSync } from 'node:fs';
import { minutesAndSeed } from './minutes-and-seed.mjs';
import { runSpecsFor } from './run-specs-for.mjs';

const MODELS = [
  'spec/engine/engine-model.spec.ts',
  'spec/workers/workers-model.spec.ts',
  'spec/fidelity/programs.spec.ts',
];

const { minutes, seed } = minutesAndSeed();
// Each property gets its share.
const properties = MODELS.flatMap((file) => readFileSync(file, 'utf8').match(/^ {2}it\(/gm) ?? []).length;
// Two for each runtime.
const programs = 4;
runSpecsFor(MODELS, { FUZZ_SECONDS: (minutes * 60) / (properties + programs), FUZZ_SEED: seed });
