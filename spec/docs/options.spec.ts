import { inlineExecutor, Pool, poolImap, setDefaultPool } from 'rxjs-pool';
import { of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Backend } from '../backend.js';
import { inline, sharedPool, terminatedAfterEach, workerBackends } from '../conformance.js';
import { probes, record } from '../helpers.js';
import { calls, type Call } from './option-calls.js';
import { backendCells, callCells, cellsOf, refusedPairs } from './option-tables.js';
import { expectCell } from './option-trials.js';

const [threads, processes] = workerBackends as readonly [Backend, Backend];

const named: Readonly<Record<string, Backend>> = { threads, processes, inlineExecutor: inline };

/** What the table of calls says of an option. */
const sayOf = (option: string, column: string): string | undefined =>
  callCells.find((cell) => cell.option === option && cell.column === column)?.says;

describe('calls', () => {
  const pool = sharedPool(() => threads.create({ processes: 1 }));
  const owned = terminatedAfterEach();
  const probe = probes();

  const cases = callCells.flatMap((cell) =>
    (calls[cell.column] ?? []).map((call) => ({ ...cell, call, name: call.name })),
  );

  it.each(cases)('$name, $option: $says', async ({ call, ...cell }) => {
    const create: Backend['create'] = (options) => owned(threads.create({ processes: 1, ...options }));
    await expectCell(cell, { backend: threads, call, traces: probe(), pool: pool(), create });
  });

  it('there are no others', () => {
    expect(new Set(callCells.map(({ column }) => column))).toEqual(new Set(Object.keys(calls)));
    expect(callCells).toHaveLength(13 * 5);
    expect(backendCells).toHaveLength(13 * 6);
    expect(refusedPairs).toHaveLength(6);
  });
});

describe.each(['processes', 'inlineExecutor'])('%s', (name) => {
  const backend = named[name] as Backend;
  const pool = sharedPool(() => backend.create({ processes: 1 }));
  const owned = terminatedAfterEach();
  const probe = probes();

  /** One call of each column in which the option works. */
  const cases = cellsOf(name).flatMap((cell) =>
    Object.entries(calls)
      .filter(([column]) => sayOf(cell.option, column) === 'works')
      .map(([, [call]]) => ({ ...cell, call: call as Call, name: call?.name })),
  );

  it.each(cases)('$option: $says, $name', async ({ call, ...cell }) => {
    const create: Backend['create'] = (options) => owned(backend.create({ processes: 1, ...options }));
    await expectCell(cell, { backend, call, traces: probe(), pool: pool(), create });
  });
});

describe('refused together', () => {
  const owned = terminatedAfterEach();
  type Given = ReadonlyArray<Record<string, unknown>>;
  const evaluate = async (text: string): Promise<Given> => {
    const url = `data:text/javascript,${encodeURIComponent(`export const made = (inlineExecutor) => [${text}]`)}`;
    const { made } = (await import(/* @vite-ignore */ url)) as { made: (executor: unknown) => Given };
    return made(inlineExecutor);
  };

  it.each(refusedPairs)('$pair: $message', async ({ pair, where, message }) => {
    const [options, poolOptions] = await evaluate(pair);
    const act = (): unknown => {
      if (where === 'new Pool') return new Pool(options);
      const pool = owned(threads.create({ processes: 1, ...poolOptions }));
      const call = Reflect.get(pool, where) as (...args: unknown[]) => unknown;
      return call.call(pool, (x: number) => [x], [1], options);
    };
    let thrown: unknown;
    try {
      act();
    } catch (error) {
      thrown = error;
    }
    expect((thrown as Error | undefined)?.message).toBe(message);
  });

  it('a stream on the shared pool fails with what that refuses', async () => {
    const shared = owned(threads.create({ processes: 1, maxtasksperchild: 1 }));
    setDefaultPool(shared);
    try {
      const stream = of(1).pipe(poolImap((x: number) => x, { concurrency: 2 }));
      expect((await record(stream)).error).toMatchObject({
        message: expect.stringMatching(
          /^Cannot create poolImap: concurrency must be 1 in a pool with/,
        ) as string,
      });
    } finally {
      setDefaultPool(undefined);
    }
  });
});
