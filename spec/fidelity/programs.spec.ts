import { isDeepStrictEqual, inspect } from 'node:util';
import fc from 'fast-check';
import { Pool, UnshippableFunctionError } from 'rxjs-pool';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changed, changing, type RandomProgram } from './random-program.js';

/** Seconds that each property looks for a difference; `npm run fuzz` takes longer. */
const SECONDS = Number(process.env['FUZZ_SECONDS'] ?? 5);

/** The function that a program makes, and the changes that it can make to captured variables. */
interface Made {
  main(x: number): unknown;
  change(at: number): void;
}

let programs = 0;

/** Runs a program's source as a module of its own. */
async function make(source: string): Promise<Made> {
  const url = `data:text/javascript,${encodeURIComponent(`// ${++programs}\n${source}`)}`;
  return ((await import(/* @vite-ignore */ url)) as { get(): Made }).get();
}

type Outcome = { readonly value: unknown } | { readonly error: string } | 'refused';

async function outcomeOf(work: () => unknown): Promise<Outcome> {
  try {
    return { value: await work() };
  } catch (error) {
    if (error instanceof UnshippableFunctionError) return 'refused';
    const { name, message } = error as Error;
    return { error: `${name}: ${message}` };
  }
}

describe.each(['worker_threads', 'child_process'] as const)('random programs, %s', (runtime) => {
  let pool: Pool;
  beforeAll(() => {
    pool = new Pool({ processes: 1, runtime });
  });
  afterAll(() => pool.terminate());

  /** Runs a program here and there, and tells where they differ. */
  async function check({ source, changes, items }: RandomProgram): Promise<void> {
    const here = await make(source);
    const there = await make(source);
    for (const [step, change] of ['the start', ...changes].entries()) {
      if (step > 0) for (const made of [here, there]) made.change(step - 1);
      const expected = await outcomeOf(() => items.map((x) => here.main(x)));
      const found = await outcomeOf(() => pool.map((x) => there.main(x), items));
      if (found === 'refused' || isDeepStrictEqual(found, expected)) continue;
      throw new Error(
        `After ${change}: ${inspect(found, { depth: 9 })} instead of ${inspect(expected, { depth: 9 })}`,
      );
    }
  }

  it.each([
    ['a function that changes what it captured', changing],
    ['a function whose captured variables change between calls', changed],
  ])(
    '%s gives what it would give here, or is refused',
    async (_, program) => {
      const result = await fc.check(fc.asyncProperty(program, check), {
        numRuns: 100_000,
        plugins: [fc.interruptAfterTimeLimit(SECONDS * 1000, { failOnInterrupt: false })],
        ...(process.env['FUZZ_SEED'] && { seed: Number(process.env['FUZZ_SEED']) }),
      });
      expect(fc.defaultReportMessage(result) ?? 'no difference').toBe('no difference');
      expect(result.numRuns).toBeGreaterThan(5);
    },
    (SECONDS + 60) * 1000,
  );
});
