import { InitializerError, inlineExecutor, Pool } from 'rxjs-pool';
import { workerState } from 'rxjs-pool/tasks';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { terminatedAfterEach, workerBackends } from '../conformance.js';
import { probes, rejection, upTo, within } from '../helpers.js';

const open = async (start: number) => {
  await new Promise((resolve) => setTimeout(resolve, 1));
  const counts = new Map<string, number>();
  return {
    // No copy can be made of it: it never travels.
    next(name: string): number {
      const count = (counts.get(name) ?? start) + 1;
      counts.set(name, count);
      return count;
    },
  };
};
const count = async (name: string) => {
  const { workerState: stateOf } = await import('rxjs-pool/tasks');
  return stateOf<typeof open>().next(name);
};

describe.each(workerBackends)('$name', (backend) => {
  const owned = terminatedAfterEach();
  const probe = probes();

  it('a worker keeps what its initializer has returned, awaited', async () => {
    const pool = owned(backend.create({ processes: 1, initializer: open, initargs: [10] }));
    expect(await within(pool.map(count, ['a', 'a', 'b']))).toEqual([11, 12, 11]);
    expect(await within(pool.apply(count, ['a']))).toBe(13);
  });

  it('each worker has its own, and a new one begins again', async () => {
    const pool = owned(
      backend.create({ processes: 1, initializer: open, initargs: [0], maxtasksperchild: 2 }),
    );
    expect(await within(pool.map(count, ['a', 'a', 'a', 'a', 'a']))).toEqual([1, 2, 1, 2, 1]);
  });

  it('undefined is a state, too; without an initializer there is none', async () => {
    const has = async () => {
      const { workerState: stateOf } = await import('rxjs-pool/tasks');
      return String(stateOf());
    };
    const nothing = owned(backend.create({ processes: 1, initializer: () => undefined }));
    expect(await within(nothing.apply(has))).toBe('undefined');
    const none = owned(backend.create({ processes: 1 }));
    expect(String(await rejection(none.apply(has)))).toContain(
      'Cannot give the state of this worker: it must have run an initializer; give the pool one, new Pool({ initializer: open })',
    );
    expect(() => workerState()).toThrow('it must have run an initializer');
  });

  it('the finalizer gets it when a worker ends well', async () => {
    const traces = probe();
    const pool = owned(
      backend.create({
        processes: 1,
        maxtasksperchild: 3,
        initializer: (log: string) => ({ log, id: Math.random() }),
        initargs: [traces.log],
        finalizer: ({ log, id }: { log: string; id: number }) =>
          process.getBuiltinModule('node:fs').appendFileSync(log, `${id}\n`),
      }),
    );
    expect(await within(pool.map((x: number) => x, upTo(4), 1))).toEqual(upTo(4));
    pool.close();
    await within(pool.join());
    expect(new Set(traces.lines()).size).toBe(2);
  });

  it.each(['asyncDispose', 'dispose'] as const)(
    'without a finalizer, its Symbol.%s is called',
    async (name) => {
      const traces = probe();
      const initializer = (log: string, symbol: 'asyncDispose' | 'dispose') => ({
        closed: 0,
        async [Symbol[symbol]]() {
          await new Promise((resolve) => setTimeout(resolve, 1));
          process.getBuiltinModule('node:fs').appendFileSync(log, `closed ${++this.closed}\n`);
        },
      });
      const pool = owned(backend.create({ processes: 1, initializer, initargs: [traces.log, name] }));
      expect(await within(pool.map((x: number) => x, upTo(4)))).toEqual(upTo(4));
      pool.close();
      await within(pool.join());
      expect(traces.lines()).toEqual(['closed 1']);
    },
  );
});

describe('inline', () => {
  const owned = terminatedAfterEach();

  it('pools of one thread each have their own state, also after an await', async () => {
    const closed: number[] = [];
    const pools = [1, 2].map((id) =>
      owned(
        new Pool({
          executor: inlineExecutor({
            initializer: async (start: number) => ({ id: start + id }),
            initargs: [10],
            finalizer: (state) => closed.push(state.id),
          }),
        }),
      ),
    );
    const read = async (x: number) => {
      const before = workerState<{ id: number }>().id;
      await new Promise((resolve) => setTimeout(resolve, x));
      return [before, workerState<{ id: number }>().id];
    };
    const results = await Promise.all(pools.map((pool) => pool.map(read, [3, 1, 2])));
    expect(results).toEqual([11, 12].map((id) => [id, id, id].map((one) => [one, one])));
    for (const pool of pools) pool.close();
    await Promise.all(pools.map((pool) => pool.join()));
    expect(closed.toSorted((a, b) => a - b)).toEqual([11, 12]);
  });

  it('a state is disposed of; an initializer that fails fails every call', async () => {
    let closed = 0;
    const state = { [Symbol.dispose]: () => void closed++ };
    const pool = owned(new Pool({ executor: inlineExecutor({ initializer: () => state }) }));
    expect(await pool.apply(() => workerState() === state)).toBe(true);
    pool.close();
    await pool.join();
    expect(closed).toBe(1);
    const initializer = (): never => {
      throw new RangeError('no');
    };
    const broken = owned(new Pool({ executor: inlineExecutor({ initializer }) }));
    for (let call = 0; call < 2; call++) {
      const error = await rejection(broken.apply(() => 1));
      expect(error).toBeInstanceOf(InitializerError);
      expect((error as Error).cause).toBeInstanceOf(RangeError);
    }
    expect(broken.stats.state).toBe('broken');
  });
});

describe('types', () => {
  it('the state is that of the initializer', () => {
    const assertTypes = (_code: () => void): void => undefined;
    assertTypes(() => {
      expectTypeOf(workerState<typeof open>()).toEqualTypeOf<Awaited<ReturnType<typeof open>>>();
      expectTypeOf(workerState<Map<string, number>>()).toEqualTypeOf<Map<string, number>>();
      void new Pool({
        initializer: async () => new Map([['a', 1]]),
        finalizer(state) {
          expectTypeOf(state).toEqualTypeOf<Map<string, number>>();
        },
      });
      void new Pool({
        initializer: () => 5,
        // @ts-expect-error the state is a number
        finalizer: (state: string) => state.length,
      });
    });
  });
});
