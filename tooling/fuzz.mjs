/**
 * Looks for differences between the engine and the models of `spec/engine` for longer than `npm test` does.
 *
 * Usage: `npm run fuzz -- --minutes 10 --seed 7`. A difference is printed with the seed that finds it again.
 */
import { readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string' } },
});
const minutes = Number(values.minutes);
if (!(minutes > 0)) {
  console.error(`--minutes must be a number greater than 0: received '${values.minutes}'`);
  process.exit(2);
}
// Each property gets its share.
const properties = readFileSync('spec/engine/engine-model.spec.ts', 'utf8').match(/^ {2}it\(/gm)?.length ?? 1;
const { status } = spawnSync('node_modules/.bin/vitest', ['run', 'spec/engine'], {
  stdio: 'inherit',
  env: {
    ...process.env,
    FUZZ_SECONDS: String((minutes * 60) / properties),
    ...(values.seed && { FUZZ_SEED: values.seed }),
  },
});
process.exit(status ?? 1);
