import { explainFunction, Pool, task } from 'rxjs-pool';
import { describe, expect, it } from 'vitest';
import { sharedPool } from '../conformance.js';
import { rejection, within } from '../helpers.js';

const url = new URL('typescript/enums.ts', import.meta.url);
// As the module itself would name it.
const level = task(url, 'level', () => 'never called here');

describe('a task of a TypeScript file that Node does not run', () => {
  const pool = sharedPool(() => new Pool({ processes: 1 }));

  it('is an error that says so, with the ways out', async () => {
    expect(await explainFunction(level)).toMatchObject({ way: 'task', url: url.href });
    const error = await rejection(pool().apply(level));
    expect((error as Error).message).toMatch(
      /^Cannot import file:.*enums\.ts in a worker: .*build it to JavaScript.*execArgv: \['--import', 'tsx'\]/,
    );
  });
});

describe('a task of a TypeScript file, with a loader in execArgv', () => {
  const pool = sharedPool(
    () => new Pool({ processes: 1, runtime: 'child_process', execArgv: ['--import', 'tsx'] }),
  );

  it('runs', async () => {
    expect(await within(pool().apply(level))).toBe('High');
  });
});
