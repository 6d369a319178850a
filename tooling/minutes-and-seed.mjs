import { parseArgs } from 'node:util';

/**
 * Reads `--minutes`, `--seed` and `--busy` from the command line; ends the program with one line where they are wrong.
 *
 * @returns {{ minutes: number, seed: string | undefined, busy: boolean }}
 */
export function minutesAndSeed() {
  try {
    const { values } = parseArgs({
      options: {
        minutes: { type: 'string', default: '10' },
        seed: { type: 'string' },
        busy: { type: 'boolean', default: false },
      },
    });
    const minutes = Number(values.minutes);
    if (!(minutes > 0 && minutes < Infinity)) {
      throw new RangeError(`--minutes must be a number greater than 0: received '${values.minutes}'`);
    }
    if (values.seed !== undefined && !/^-?\d{1,10}$/.test(values.seed)) {
      throw new RangeError(`--seed must be an integer: received '${values.seed}'`);
    }
    return { minutes, seed: values.seed, busy: values.busy };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  }
}
