import { parseArgs } from 'node:util';
import { scenarios } from './scenarios.mjs';

/** @typedef {{ check: boolean, quick: boolean, help: boolean, only?: string[], runs?: number }} Asked */

/**
 * Reads the command line. What it does not know ends the program with one line.
 *
 * @returns {Asked}
 */
export function readArguments() {
  try {
    return parse();
  } catch (error) {
    const [line] = (error instanceof Error ? error.message : String(error)).split('\n');
    console.error(line);
    process.exit(2);
  }
}

export function usage() {
  return [
    'npm run bench -- [options]',
    '  --check      exit with 1 when a must is missed or cannot be measured',
    '  --quick      short runs, to see whether everything works; writes no files',
    '  --only NAME  one scenario (may be repeated); writes no files',
    '  --runs N     measurements of each figure (default 5, with --quick 3)',
    `scenarios: ${Object.keys(scenarios).join(', ')}`,
  ].join('\n');
}

/** @returns {Asked} */
function parse() {
  const { check, quick, help, only, runs } = parseArgs({
    options: {
      check: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true },
      runs: { type: 'string' },
    },
  }).values;
  const unknown = only?.find((name) => !Object.hasOwn(scenarios, name));
  if (unknown !== undefined) {
    throw new Error(`--only must be one of ${Object.keys(scenarios).join(', ')}: received '${unknown}'`);
  }
  if (runs !== undefined && !/^[1-9]\d*$/.test(runs)) {
    throw new Error(`--runs must be a positive integer: received '${runs}'`);
  }
  return { check, quick, help, ...(only && { only }), ...(runs && { runs: Number(runs) }) };
}
