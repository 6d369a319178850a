import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { inlineExecutor, Pool, TaskTimeoutError, UncloneableError, type PoolOptions } from 'rxjs-pool';
import { describe, expect, it } from 'vitest';
import { runProgram } from '../function/run-program.js';
import { rejection, warningsDuring, within } from '../helpers.js';
import { classes, Money, Point } from './fixtures/values.js';

class Vector {
  static made = 0;
  constructor(readonly x: number) {
    Vector.made++;
  }

  double(): Vector {
    return new Vector(this.x * 2);
  }
}

class HttpError extends Error {
  override name = 'HttpError';
  constructor(readonly status: number) {
    super(`HTTP ${status}`);
  }

  get isServer(): boolean {
    return this.status >= 500;
  }
}

const runtimes: ReadonlyArray<Pick<PoolOptions, 'runtime'>> = [
  { runtime: 'worker_threads' },
  { runtime: 'child_process' },
];

describe.each(runtimes)('classes, $runtime', (runtime) => {
  it('keep their instances, also those of a class that changes between calls', async () => {
    await using pool = new Pool({ ...runtime, processes: 1, classes: [Vector] });
    const isOurs = (item: unknown): boolean => item instanceof Vector;
    expect(await pool.map(isOurs, [new Vector(1)])).toEqual([true]);
    const [back] = await pool.map((item: Vector) => item.double(), [new Vector(2)]);
    expect(back).toBeInstanceOf(Vector);
    expect(back?.double().x).toBe(8);
    Vector.made += 5;
    expect(await pool.map(isOurs, [new Vector(3), { deep: new Vector(4) }])).toEqual([true, false]);
    expect(
      await pool.map((item: { deep: unknown }) => item.deep instanceof Vector, [{ deep: new Vector(5) }]),
    ).toEqual([true]);
  });

  it('keep errors', async () => {
    await using pool = new Pool({ ...runtime, processes: 1, classes: [HttpError] });
    const fn = (item: HttpError): boolean => {
      if (item.isServer) throw Object.assign(new HttpError(item.status + 1), { item });
      return item instanceof HttpError;
    };
    expect(await pool.map(fn, [new HttpError(404)])).toEqual([true]);
    const error = (await rejection(pool.map(fn, [new HttpError(500)]))) as HttpError & { item: HttpError };
    expect(error).toBeInstanceOf(HttpError);
    expect(error.isServer).toBe(true);
    expect(error.status).toBe(501);
    expect(error.item).toBeInstanceOf(HttpError);
    expect(error.item.status).toBe(500);
  });

  it('keep what an error in a result has', async () => {
    await using pool = new Pool({ ...runtime, processes: 1 });
    const make = (): unknown[] => [
      Object.assign(new TypeError('m', { cause: new RangeError('c') }), {
        code: 'E_1',
        bytes: Buffer.from('b'),
      }),
      new AggregateError([new Error('inner')], 'all'),
      new DOMException('no', 'AbortError'),
    ];
    const [typeError, all, aborted] = (await pool.apply(make)) as [
      Error & { code: string; bytes: Buffer },
      AggregateError,
      DOMException,
    ];
    expect(typeError).toBeInstanceOf(TypeError);
    expect(typeError).toMatchObject({ message: 'm', code: 'E_1', bytes: Buffer.from('b') });
    expect(typeError.cause).toBeInstanceOf(RangeError);
    expect(all.errors).toEqual([new Error('inner')]);
    expect(aborted).toBeInstanceOf(DOMException);
    expect(aborted).toMatchObject({ name: 'AbortError', code: 20, message: 'no' });
    expect(
      await pool.map(
        (error: Error & { code?: string }) => [error.name, error.code, error instanceof RangeError],
        [Object.assign(new RangeError(), { code: 'E_2' })],
      ),
    ).toEqual([['RangeError', 'E_2', true]]);
  });

  it('keep hidden members of an error, such as the issues of zod', async () => {
    await using pool = new Pool({ ...runtime, processes: 1 });
    const fn = (): never => {
      const error = new Error('m');
      throw Object.defineProperty(error, 'detail', { value: [1] });
    };
    const error = await rejection(pool.apply(fn));
    expect(error).toMatchObject({ detail: [1] });
    expect(Object.keys(error as object)).not.toContain('detail');
  });

  it('are warned of once where the pool does not know them', async () => {
    class Unknown {
      at = 1;
    }
    const warnings = await warningsDuring(async () => {
      await using pool = new Pool({ ...runtime, processes: 2 });
      const fn = (item: Unknown): unknown => {
        class Local {
          at = item.at;
        }
        return [item.constructor === Object, new Local()];
      };
      const results = await pool.map(
        fn,
        Array.from({ length: 10 }, () => new Unknown()),
        1,
      );
      expect(results).toEqual(Array.from({ length: 10 }, () => [true, { at: 1 }]));
    });
    expect(warnings.map((text) => /^Instances of (\S+)/.exec(text)?.[1])).toEqual(['Unknown', 'Local']);
  });

  it('of another realm are what they are', async () => {
    const warnings = await warningsDuring(async () => {
      await using pool = new Pool({ ...runtime, processes: 1 });
      const item: unknown = runInNewContext(
        '({ list: [1, new Map([[1, { a: new Set() }]])], error: new TypeError("m"), date: new Date(0) })',
      );
      const fn = ({ list, error, date }: { list: unknown[]; error: Error; date: Date }): unknown[] => [
        list[1] instanceof Map,
        error instanceof TypeError,
        date.getTime(),
      ];
      expect(await pool.map(fn, [item as never])).toEqual([[true, true, 0]]);
    });
    expect(warnings).toEqual([]);
  });

  it('are the same in initargs', async () => {
    await using pool = new Pool({
      ...runtime,
      processes: 1,
      classes,
      initializer: (money: unknown, bytes: unknown) => {
        Object.assign(globalThis, { seen: [money instanceof Money && money.cents, Buffer.isBuffer(bytes)] });
      },
      initargs: [new Money(5), Buffer.from('a')],
    });
    expect(await pool.apply(() => (globalThis as { seen?: unknown }).seen)).toEqual([5, true]);
  });

  it('are refused where a copy would lack something', async () => {
    expect(() => new Pool({ ...runtime, classes: [Money] })).toThrow(
      /class Money of option classes has private members/,
    );
    expect(() => new Pool({ ...runtime, classes: [{ class: Money, toData: () => 1 }] })).toThrow(
      /classes must be an array of classes, or of/,
    );
    expect(() => new Pool({ ...runtime, classes: [(() => 1) as never] })).toThrow(
      /classes must be an array of classes/,
    );
    expect(() => new Pool({ ...runtime, errorClasses: [Point as never] })).toThrow(
      /errorClasses must be an array of classes that extend Error: received one with class Point$/,
    );
    class Tagged extends Map<string, number> {
      tag = 'a';
    }
    await using pool = new Pool({ ...runtime, processes: 1, classes: [Tagged] });
    expect(String(await rejection(pool.map((item: unknown) => item, [new Tagged()])))).toMatch(
      /give its class toData and fromData/,
    );
  });

  it('whose own functions fail cost their items only', async () => {
    class Fragile {
      constructor(readonly data: string) {}
    }
    const fragile = {
      class: Fragile,
      toData({ data }: Fragile) {
        if (data === 'cannot go') throw new Error('toData failed');
        return data === 'itself' ? { data } : data;
      },
      fromData(data: string) {
        if (data === 'cannot arrive') throw new Error('fromData failed');
        return new Fragile(data);
      },
    };
    await using pool = new Pool({ ...runtime, processes: 1, classes: [fragile] });
    const fn = (item: Fragile | string): unknown =>
      typeof item === 'string' ? new Fragile(item) : item.data;
    const items = [
      new Fragile('a'),
      new Fragile('cannot go'),
      new Fragile('cannot arrive'),
      'b',
      'cannot go',
      'cannot arrive',
      'c',
    ];
    const outcomes = await Promise.allSettled(items.map((item) => pool.apply(fn, [item])));
    expect(
      outcomes.map((one) =>
        one.status === 'fulfilled' ? one.value : String((one.reason as Error).cause ?? one.reason),
      ),
    ).toEqual([
      'a',
      'Error: toData failed',
      'Error: fromData failed',
      new Fragile('b'),
      'Error: toData failed',
      'Error: fromData failed',
      new Fragile('c'),
    ]);
  });

  it('that the platform has are refused, with what to send instead', async () => {
    await using pool = new Pool({ ...runtime, processes: 1 });
    const made: ReadonlyArray<readonly [() => unknown, string]> = [
      [() => new URL('http://a.b'), 'send its href'],
      [() => new URLSearchParams('a=1'), 'send it as a string'],
      [() => new Headers(), 'send its entries, as an array'],
      [() => new Response('x'), 'send its status and what its arrayBuffer() resolves to'],
      [() => new AbortController(), 'use the signal of currentTask() in its place'],
      [() => new (class Own extends URL {})('http://a.b'), 'send its href'],
      ...(runtime.runtime === 'child_process'
        ? [[() => new Blob(['abc']), 'send what its arrayBuffer() resolves to'] as const]
        : []),
    ];
    for (const [create, advice] of made) {
      const refused = await rejection(pool.map((item: unknown) => item, [{ part: create() }]));
      expect(refused).toBeInstanceOf(UncloneableError);
      expect(String(refused)).toContain(`its part .part is not cloneable; ${advice}`);
    }
    const result = await rejection(pool.map(() => ({ part: new URL('http://a.b') }), [0]));
    expect(String(result)).toContain('result of item 0: its part .part is not cloneable; send its href');
  });

  it('are refused to functions of a module that has the class and does not export it', async () => {
    const main = fileURLToPath(new URL('fixtures/hidden/main.mjs', import.meta.url));
    const { stdout } = await runProgram([main, runtime.runtime ?? '']);
    expect(stdout).toMatch(
      /^\[ 'Hidden' \]\nUnshippableFunctionError \[ 'Hidden' \] .* would see another class; export it\n$/,
    );
  });

  it('cost nothing where another result of the chunk is too deep', async () => {
    await using pool = new Pool({ ...runtime, processes: 1, classes: [Vector] });
    const fn = (x: number): unknown => {
      let part: unknown = [Buffer.from('a'), new Vector(x), new Error(`${x}`)];
      for (let depth = x === 1 ? 30_000 : 0; depth > 0; depth--) part = { part };
      return part;
    };
    const [first, deep, last] = await pool.map(fn, [0, 1, 2], { chunksize: 3, settle: true });
    const expected = (x: number): unknown => [Buffer.from('a'), new Vector(x), new Error(`${x}`)];
    expect(first).toEqual({ index: 0, status: 'fulfilled', value: expected(0) });
    expect(deep).toMatchObject({ status: 'rejected', reason: { name: 'UncloneableError', where: 'result' } });
    expect(last).toEqual({ index: 2, status: 'fulfilled', value: expected(2) });
  });

  it('that are too deep for the main thread cost no worker', async () => {
    await using pool = new Pool({ ...runtime, processes: 1 });
    const workers: number[] = [];
    const fn = (length: number): unknown => {
      // Few levels as seen from the list, many as each node leads to the next.
      const nodes: Array<{ next?: unknown }> = Array.from({ length }, () => ({}));
      for (const [at, node] of nodes.entries()) node.next = nodes[at + 1];
      (globalThis as { runs?: number }).runs = ((globalThis as { runs?: number }).runs ?? 0) + 1;
      return nodes;
    };
    const warnings = await warningsDuring(async () => {
      for (const length of [1000, 1600, 2500, 5000, 9000]) {
        const [outcome] = await pool.map(fn, [length], { settle: true });
        workers.push(outcome?.status === 'fulfilled' ? length : -length);
      }
    });
    expect(workers).toEqual([1000, -1600, -2500, -5000, -9000]);
    expect(warnings).toEqual([]);
    expect(await pool.apply(() => (globalThis as { runs?: number }).runs)).toBe(5);
    const deep = await rejection(pool.map((item: unknown) => item, [fn(5000)]));
    expect(String(deep)).toContain('it is more than 1500 levels deep: send it as a list');
  });

  it.runIf(runtime.runtime === 'worker_threads').each([1, 3])(
    'whose memory has moved already say so, by chunks of %i',
    async (chunksize) => {
      await using pool = new Pool({ ...runtime, processes: 1 });
      const memory = new Uint8Array(12);
      const views = [memory.subarray(0, 4), memory.subarray(4, 8), memory.subarray(8)];
      const transfer = (view: Uint8Array): object[] => [view.buffer];
      const sent = await pool.map((view) => view.length, views, { chunksize, transfer, settle: true });
      const fn = async (x: number): Promise<unknown> => {
        const { move } = await import('rxjs-pool/tasks');
        const { kept } = Object.assign(globalThis, {
          kept: (globalThis as { kept?: Uint8Array }).kept ?? new Uint8Array(8),
        });
        return [x, move(kept)];
      };
      const back = await pool.map(fn, [1, 2, 3], { chunksize, settle: true });
      for (const outcomes of [sent, back]) {
        expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
        expect(String((outcomes[1] as PromiseRejectedResult).reason)).toContain(
          'its memory has moved away already',
        );
      }
    },
  );

  it('run a getter once, and in the time of its item', async () => {
    await using pool = new Pool({ ...runtime, processes: 1 });
    const once = (): unknown => {
      let reads = 0;
      return { list: [], get reads() { return ++reads; } }; // prettier-ignore
    };
    expect(await pool.map(once, [0])).toEqual([{ list: [], reads: 1 }]);
    expect(await pool.map((item) => item, [once()])).toEqual([{ list: [], reads: 1 }]);
    const endless = (): unknown => ({ get a(): unknown { for (;;); } }); // prettier-ignore
    expect(await rejection(within(pool.map(endless, [0], { timeout: 300 })))).toBeInstanceOf(
      TaskTimeoutError,
    );
  });
});

describe('the inline executor', () => {
  it('treats values as workers do', async () => {
    const pool = new Pool({ executor: inlineExecutor({ classes }) });
    const [isPoint, isBuffer] = await pool.map(
      (item: unknown) => item instanceof Point || Buffer.isBuffer(item),
      [new Point(1, 2), Buffer.from('a')],
    );
    expect([isPoint, isBuffer]).toEqual([true, true]);
    expect(String(await rejection(pool.map((item: unknown) => item, [new URL('http://a.b')])))).toContain(
      'send its href',
    );
    const warnings = await warningsDuring(() =>
      pool.map(
        (item: unknown) => item,
        [
          new (class Plain {
            at = 1;
          })(),
        ],
      ),
    );
    expect(warnings).toEqual([expect.stringContaining('Instances of Plain')]);
  });
});

describe.each(runtimes)('captured instances, $runtime', (runtime) => {
  it('are of the class that the function sees, if the pool knows it', async () => {
    const money = new Money(100);
    const vector = new Vector(1);
    const list = [{ money }, vector, vector] as const;
    const fn = (item: number): unknown => {
      const [{ money: same }, first, second] = list;
      return [
        money.cents + item,
        same === money,
        first === second && first === vector,
        vector instanceof Vector && vector.double().x,
      ];
    };
    await using pool = new Pool({ ...runtime, processes: 1, classes: [...classes, Vector] });
    expect(await pool.map(fn, [1, 2])).toEqual([
      [101, true, true, 2],
      [102, true, true, 2],
    ]);
    await using other = new Pool({ ...runtime, processes: 1 });
    expect(String(await rejection(other.map(fn, [1])))).toContain(
      "name its class in the pool's option classes",
    );
  });
});
