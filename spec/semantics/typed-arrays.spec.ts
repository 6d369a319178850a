import { describe, expect, it } from 'vitest';
import { backends, settingsByChunksize, sharedPool } from '../conformance.js';
import { within } from '../helpers.js';

const double = (x: number): number => x * 2;

describe.each(settingsByChunksize(backends))('a typed array, $name', ({ create, chunksize }) => {
  const shared = sharedPool(() => create());

  it('is mapped item by item, in order', async () => {
    const items = Float64Array.from({ length: 3000 }, (_, at) => at / 2 - 7);
    const results = await within(shared().map((x, index) => x * 2 - index, items, chunksize));
    expect(results).toEqual(Array.from({ length: 3000 }, () => -14));
    expect(Array.isArray(results)).toBe(true);
  });

  it.each([
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
  ])('of any kind: %o', async (Kind) => {
    expect(await within(shared().map(double, new Kind([1, 2, 3]), chunksize))).toEqual([2, 4, 6]);
  });

  it('of big integers', async () => {
    const items = new BigInt64Array([1n, -2n, 2n ** 62n]);
    expect(await within(shared().map((x) => -x, items, chunksize))).toEqual([-1n, 2n, -(2n ** 62n)]);
  });

  it('keeps what numbers have: -0, NaN', async () => {
    const items = new Float64Array([-0, NaN, Infinity]);
    expect(await within(shared().map((x) => [Object.is(x, -0), x], items, chunksize))).toEqual([
      [true, -0],
      [false, NaN],
      [false, Infinity],
    ]);
  });

  it('may be a part of a larger one, or empty', async () => {
    const all = Float64Array.from({ length: 2000 }, (_, at) => at);
    const part = all.subarray(500, 1500);
    expect(await within(shared().map((x) => x, part, chunksize))).toEqual(Array.from(part));
    expect(await within(shared().map((x) => x, new Float64Array(0), chunksize))).toEqual([]);
  });

  it('a Buffer is mapped byte by byte', async () => {
    expect(await within(shared().map(double, Buffer.from([1, 2]), chunksize))).toEqual([2, 4]);
  });

  it('is taken as it is at the call, and left alone', async () => {
    const items = Float64Array.from({ length: 2000 }, (_, at) => at);
    const before = Array.from(items);
    const results = within(shared().map((x) => x, items, chunksize));
    items.fill(-1);
    expect(await results).toEqual(before);
    expect(items).toHaveLength(2000);
  });

  it('may lie in shared memory', async () => {
    const items = new Int32Array(new SharedArrayBuffer(4 * 1000)).fill(1);
    expect(await within(shared().map(double, items, chunksize))).toEqual(Array.from(items, double));
  });

  it('gives each item its own outcome', async () => {
    const items = Float64Array.from({ length: 1000 }, (_, at) => at);
    const odd = (x: number): number => {
      if (x % 2 === 0) throw new RangeError(`even ${x}`);
      return x;
    };
    const outcomes = await within(shared().map(odd, items, { chunksize, settle: true, retries: 1 }));
    expect(outcomes.map(({ status }) => status)).toEqual(
      Array.from(items, (x) => (x % 2 === 0 ? 'rejected' : 'fulfilled')),
    );
  });
});
