import { Pool, UnshippableFunctionError } from 'rxjs-pool';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Programs that gave a wrong value without a word, or would; each as it runs here. */
describe.each(['worker_threads', 'child_process'] as const)('captured variables, %s', (runtime) => {
  let pool: Pool;
  beforeAll(() => {
    pool = new Pool({ processes: 1, runtime });
  });
  afterAll(() => pool.terminate());

  it('are one variable for all functions that see it', async () => {
    let s = '';
    let i = 0;
    const peek = (): string | undefined => s[i];
    const take = (): string | undefined => s[i++];
    const num = (): number => {
      let v = '';
      while (/\d/.test(peek() ?? '')) v += take();
      return Number(v);
    };
    const sum = (text: string): number => {
      s = text;
      i = 0;
      let v = num();
      while (peek() === '+') {
        take();
        v += num();
      }
      return v;
    };
    expect(await pool.map(sum, ['1+2', '10+5'])).toEqual([3, 15]);
  });

  it('are read at each call, before anything else happens', async () => {
    let k = 0;
    const jobs: Array<Promise<number[]>> = [];
    for (k = 1; k <= 3; k++) jobs.push(pool.map((x) => x * k, [1]));
    expect(await Promise.all(jobs)).toEqual([[1], [2], [3]]);
    const times = (x: number): number => x * k;
    expect(await pool.apply(times, [2])).toBe(8);
    k = 5;
    expect(await pool.apply(times, [2])).toBe(10);
  });

  it('keep what was done to them in a worker, as long as they read as they did', async () => {
    const known = new Map<number, string>();
    let calls = 0;
    let unit = 'm';
    const remember = (x: number): number => {
      known.set(x, unit);
      return ++calls;
    };
    const recall = (): unknown => [[...known], calls, typeof remember];
    expect(await pool.map(remember, [1, 2])).toEqual([1, 2]);
    expect(await pool.apply(recall)).toEqual([
      [
        [1, 'm'],
        [2, 'm'],
      ],
      2,
      'function',
    ]);
    unit = 'km';
    expect(await pool.apply(remember, [3])).toBe(3);
    known.set(9, 'here');
    expect(await pool.apply(recall)).toEqual([[[9, 'here']], 3, 'function']);
  });

  it('belong to the function that was made with them', async () => {
    const counter = (start: number): { next: () => number; at: () => number } => {
      let n = start;
      return { next: () => ++n, at: () => n };
    };
    const one = counter(1);
    const other = counter(1);
    const fn = (): number[] => [one.next(), one.next(), other.next(), one.at(), other.at()];
    expect(await pool.apply(fn)).toEqual([2, 3, 2, 3, 2]);
    const state = (v: number): [() => number, (to: number) => void] => [() => v, (to) => (v = to)];
    const [get, set] = state(1);
    expect(await pool.apply(() => [set(5), get()])).toEqual([5, 5]);
    const mixed = { get: state(1)[0], set: state(1)[1] };
    const error: unknown = await pool
      .apply(() => [mixed.set(2), mixed.get()])
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UnshippableFunctionError);
    expect((error as UnshippableFunctionError).names).toContain('v');
  });

  it('may be assigned in every way that there is', async () => {
    let v: unknown;
    const fn = (x: number): unknown[] => {
      v = x;
      const seen: unknown[] = [v];
      ({ v } = { v: (v as number) + 1 });
      seen.push(v);
      [v] = [(v as number) * 2];
      seen.push({ v });
      for (v of [7]) seen.push(v);
      v ??= 1;
      (v as number)++;
      seen.push(v, typeof v);
      v = function (this: unknown) {
        return this === undefined;
      };
      seen.push((v as { name: string }).name, (v as () => boolean)());
      return seen;
    };
    const reset = (): void => void (v = 0);
    expect(await pool.apply((x: number) => [fn(x), reset(), v], [3])).toEqual([
      [3, 4, { v: 8 }, 7, 8, 'number', 'v', true],
      undefined,
      0,
    ]);
  });

  it('are refused while nothing tells whether they have their value', async () => {
    const early = pool.map((x) => x * later, [1]);
    const error: unknown = await early.catch((reason: unknown) => reason);
    const later = 3;
    expect(error).toBeInstanceOf(UnshippableFunctionError);
    expect((error as UnshippableFunctionError).names).toEqual(['later']);
    expect(await pool.map((x) => x * later, [1])).toEqual([3]);
  });

  it('share memory as they do here', async () => {
    const d = new Float64Array(1);
    const u = new Uint8Array(d.buffer);
    const b = Uint8Array.of(1, 2);
    const small = { text: Buffer.from('hi') };
    const fn = (x: number): unknown => {
      d[0] = x;
      return [[...u], new DataView(b.buffer).getUint8(1), b.buffer.byteLength, small.text.toString('hex')];
    };
    expect(await pool.apply(fn, [1.5])).toEqual([[0, 0, 0, 0, 0, 0, 248, 63], 2, 2, '6869']);
  });

  it('keep objects as they are', async () => {
    const inner = { n: 1 };
    const outer = { inner, list: [inner] };
    const bare = Object.assign(Object.create(null) as object, { a: 1 });
    const frozen = Object.freeze({ a: inner });
    const error = Object.assign(new RangeError('m'), { code: 'E' });
    const fn = (): unknown[] => {
      inner.n = 2;
      const keeps = (change: () => void): boolean => {
        try {
          change();
          return false;
        } catch {
          return true;
        }
      };
      return [
        outer.inner.n,
        outer.list[0] === inner,
        frozen.a === inner,
        'constructor' in bare,
        keeps(() => Object.assign(frozen, { a: 1 })),
        [error.code, error.message, error instanceof RangeError],
      ];
    };
    expect(await pool.apply(fn)).toEqual([2, true, true, false, true, ['E', 'm', true]]);
  });

  it('are read once if they are large, with a warning when that shows', async () => {
    const warnings: string[] = [];
    const listen = ({ message }: Error): void => void warnings.push(message);
    process.on('warning', listen);
    const large = new Float64Array(20_000);
    const first = (): number | undefined => large[0];
    expect(await pool.apply(first)).toBe(0);
    large[0] = 5;
    expect(await pool.apply(first)).toBe(0);
    expect(await pool.apply(first)).toBe(0);
    await new Promise(setImmediate);
    process.off('warning', listen);
    expect(warnings).toEqual([
      "'large' has changed since it was sent with a function: a captured value of more than 64 kB is read once; capture another object in its place, or pass it as part of the item",
    ]);
  });
});

describe.each(['worker_threads', 'child_process'] as const)('an initializer, %s', (runtime) => {
  it('shares variables with the functions of its pool', async () => {
    let db = '';
    let opened = 0;
    const open = (): void => {
      db = 'open';
      opened++;
    };
    const read = (): unknown => [db, opened, typeof open];
    await using pool = new Pool({ processes: 1, runtime, initializer: open });
    expect(await pool.apply(read)).toEqual(['open', 1, 'function']);
  });

  it('is read when the pool is made; what differs later is said once', async () => {
    const warnings: string[] = [];
    const listen = ({ message }: Error): void => void warnings.push(message);
    process.on('warning', listen);
    let unit = 'm';
    const init = (): void => void Object.assign(globalThis, { unitAtStart: unit });
    const read = (): unknown => [(globalThis as { unitAtStart?: string }).unitAtStart, unit, typeof init];
    await using pool = new Pool({ processes: 1, runtime, initializer: init });
    unit = 'km';
    expect(await pool.apply(read)).toEqual(['m', 'km', 'function']);
    expect(await pool.apply(read)).toEqual(['m', 'km', 'function']);
    await new Promise(setImmediate);
    process.off('warning', listen);
    expect(warnings).toEqual([
      "'unit' has changed since new Pool(): the initializer's is as it was then, and the function gets another; change it before, or make it in the initializer",
    ]);
  });

  it('is no riddle: what it may or may not share is refused by name', async () => {
    let n = 0;
    await using pool = new Pool({
      processes: 1,
      runtime,
      initializer: () => {
        n = 5;
      },
    });
    const error: unknown = await pool.apply(() => n).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UnshippableFunctionError);
    expect((error as UnshippableFunctionError).names).toEqual(['n']);
  });
});
