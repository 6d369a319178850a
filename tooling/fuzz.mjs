/**
 * Looks for differences between the package and the models of `spec/engine` and `spec/workers` for longer than `npm test`
 * does.
 *
 * Usage: `npm run fuzz -- --minutes 10 --seed 7`. A difference is printed with the seed that finds it again.
 */
import { readFileSync } from 'node:fs';
import { minutesAndSeed } from './minutes-and-seed.mjs';
import { runSpecsFor } from './run-specs-for.mjs';

const MODELS = ['spec/engine/engine-model.spec.ts', 'spec/workers/workers-model.spec.ts'];

const { minutes, seed } = minutesAndSeed();
// Each property gets its share.
const properties = MODELS.flatMap((file) => readFileSync(file, 'utf8').match(/^ {2}it\(/gm) ?? []).length;
runSpecsFor(MODELS, { FUZZ_SECONDS: (minutes * 60) / properties, FUZZ_SEED: seed });
