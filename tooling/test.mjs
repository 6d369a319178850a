/**
 * `npm test`: installs what the lock file names, then runs the steps in order and stops at the first that fails.
 *
 * `npm test -- lint specs` runs these steps and what they need.
 */
import { ensureInstalled } from './ensure-installed.mjs';
import { specCounts } from './spec-counts.mjs';
import { steps } from './steps.mjs';

// Ends the running step too: it listens to `exit`.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.once(signal, () => process.exit(1));
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => steps.every((step) => step.name !== name));
if (unknown.length > 0) {
  console.error(`no step ${unknown.join(', ')}: the steps are ${steps.map(({ name }) => name).join(', ')}`);
  process.exit(1);
}
const needed = steps.filter(({ name }) => asked.includes(name)).flatMap(({ needs = [] }) => needs);
const wanted = steps.filter(
  ({ name }) => asked.length === 0 || asked.includes(name) || needed.includes(name),
);

ensureInstalled();

const start = performance.now();
let passed = 0;
let failed = 0;

for (const step of wanted) {
  process.stdout.write(`${step.name} ... `);
  const begin = performance.now();
  const { ok, output, note } = await attempt(step);
  const specs = specCounts(output);
  const remark = note ?? (specs && `${specs.passed} specs`);
  console.log(`${ok ? 'ok' : 'FAILED'} ${since(begin)}${remark ? `  ${remark}` : ''}`);
  passed += specs?.passed ?? Number(ok);
  if (ok) continue;
  console.log(`\n${output}`);
  failed = Math.max(1, specs?.failed ?? 1);
  break;
}

console.log(`\n   Duration  ${since(start)}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/**
 * @param {import('./steps.mjs').Step} step
 * @returns {Promise<import('./steps.mjs').Result>}
 */
async function attempt(step) {
  try {
    return await step.run();
  } catch (error) {
    return { ok: false, output: String(error instanceof Error ? error.stack : error) };
  }
}

/** @param {number} begin */
function since(begin) {
  return `${((performance.now() - begin) / 1000).toFixed(1)} s`;
}
