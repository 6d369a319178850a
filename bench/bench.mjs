/**
 * `npm run bench`: measures this package and its peers side by side. `README.md` here says what and how.
 *
 * Usage: `npm run bench -- [--check] [--quick] [--only NAME] [--runs N]`
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isStale, npmCi } from '../tooling/npm-ci.mjs';
import { calibrate } from './calibrate.mjs';
import { checks } from './checks.mjs';
import { draw } from './draw.mjs';
import { environment } from './environment.mjs';
import { full, quick } from './pace.mjs';
import { readArguments, usage } from './read-arguments.mjs';
import { runScenario } from './run-scenario.mjs';
import { scenarios } from './scenarios.mjs';
import { checkTable, table } from './table.mjs';

// The contenders' processes are ended on `exit`.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.once(signal, () => process.exit(1));
}

const asked = readArguments();
if (asked.help) {
  console.log(usage());
  process.exit();
}

const folder = fileURLToPath(new URL('.', import.meta.url));
if (isStale(folder)) {
  console.log('installing the contenders of bench/package-lock.json (npm ci)');
  npmCi(folder);
}

const pace = { ...(asked.quick ? quick : full), perMicro: calibrate() };
const runs = asked.runs ?? pace.runs;
const begin = performance.now();

/** @type {import('./checks.mjs').Results} */
const results = {};
for (const name of asked.only ?? Object.keys(scenarios)) {
  const scenario = scenarios[name](pace);
  results[name] = await runScenario(scenario, runs, pace.warmMs);
  console.log(table(scenario, results[name]));
}

const goals = checks(results);
if (goals.length > 0) console.log(checkTable(goals));
console.log(`${Math.round((performance.now() - begin) / 1000)} s, medians of ${runs} runs`);

// What is published is whole and measured at full length.
if (!asked.quick && !asked.only && runs >= full.runs) {
  const published = { environment: environment(), runs, goals, results };
  writeFileSync(new URL('results.json', import.meta.url), `${JSON.stringify(published, round, 1)}\n`);
  draw(published);
}

if (asked.check && goals.some(({ kind, met }) => kind === 'must' && !met)) process.exitCode = 1;

/**
 * @param {string} _key
 * @param {unknown} value
 */
function round(_key, value) {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value;
}
