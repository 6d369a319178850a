import { randomUUID } from 'node:crypto';
import { getTaskInfo, Pool, UncloneableError } from 'rxjs-pool';
import { bullmqExecutor, PayloadTooLargeError } from 'rxjs-pool/bullmq';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { upTo, within } from '../helpers.js';
import { runWorker, type RunningWorker } from './run-worker.js';
import { echo, large, refuseOdd, TooOdd, where } from './tasks.js';

const connection = process.env['REDIS_URL'] ?? '';
const queue = `values-${randomUUID()}`;

describe('values on their way through a queue', () => {
  let worker: RunningWorker | undefined;
  let pool: Pool;

  beforeAll(async () => {
    worker = await runWorker(queue, connection, { processes: 2 });
    const executor = bullmqExecutor({
      queue,
      connection,
      processes: 2,
      payloadLimit: 100_000,
      errorClasses: [TooOdd],
    });
    pool = new Pool({ executor });
  });
  afterAll(async () => {
    await pool.terminate();
    await worker?.kill();
  });

  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  const shared = { part: 1 };

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['NaN, -0 and Infinity', [NaN, -0, Infinity]],
    ['a BigInt', 2n ** 70n],
    ['a lone surrogate', '\uD800 \u0000 😀'],
    ['a Map with objects as keys', new Map<unknown, unknown>([[{ a: 1 }, new Set([1, NaN])]])],
    ['a Date, an invalid one too', [new Date(0), new Date(NaN)]],
    ['a RegExp', /a(?<b>c)/giu],
    ['a sparse array', Object.assign([], { 3: 1 })],
    ['a cycle', cyclic],
    ['the same object twice', [shared, shared]],
    ['boxed values', [Object(1), Object('s'), Object(1n)]],
    ['typed arrays', [Float64Array.of(1, NaN), BigUint64Array.of(7n), new Uint8ClampedArray([1, 2])]],
    ['a DataView', new DataView(Uint8Array.of(1, 2, 3).buffer, 1)],
    ['an ArrayBuffer', Uint8Array.of(1, 2, 3).buffer],
    ['an own key named __proto__', JSON.parse('{ "__proto__": { "isAdmin": true } }')],
    ['Buffers at any depth', [Buffer.from('a'), new Map([[1, { b: [Buffer.alloc(9000, 1)] }]])]],
    ['a dictionary', Object.assign(Object.create(null) as object, { a: 1 })],
    ['an Error in a list, and what it has', [Object.assign(new RangeError('no'), { code: 'E_NO' })]],
    ['an Error with a cause', new TypeError('no', { cause: new RangeError('why') })],
  ])('%s arrives as it was', async (_what, value) => {
    const [result] = await within(pool.map(echo, [value]));
    expect(result).toStrictEqual(value);
    if (Array.isArray(value) && value[0] === shared)
      expect((result as unknown[])[0]).toBe((result as unknown[])[1]);
  });

  it('a typed array has memory of its own', async () => {
    const parts = [Uint8Array.of(1, 2, 3), Float64Array.of(1)];
    for (const part of (await within(pool.map(echo, [parts])))[0] ?? []) {
      expect(part.byteOffset).toBe(0);
      expect(part.buffer.byteLength).toBe(part.byteLength);
    }
  });

  it('rows and numbers in large numbers arrive as they were', async () => {
    const rows = upTo(1000).map((id) => ({ id, name: `row ${id}`, ok: id % 2 === 0, none: undefined }));
    expect(await within(pool.map(echo, rows))).toStrictEqual(rows);
    const numbers = Float64Array.from(upTo(5000), Math.sqrt);
    expect(await within(pool.map(echo, numbers))).toStrictEqual([...numbers]);
  });

  it('an error looks like the original, and says which item it is of', async () => {
    const [, outcome] = await within(pool.map(refuseOdd, [0, 1, 2], { settle: true }));
    const reason = (outcome as PromiseRejectedResult | undefined)?.reason as TooOdd;
    expect(reason).toBeInstanceOf(TooOdd);
    expect(reason).toMatchObject({ name: 'TooOdd', message: '1 is too odd', value: 1 });
    expect(reason.stack).toContain('cluster/tasks.js');
    expect(getTaskInfo(reason)).toMatchObject({ index: 1, attempt: 0 });
  });

  it('currentTask() tells the index in the source', async () => {
    const found = await within(pool.map(where, upTo(20), { chunksize: 3 }));
    expect(found.map(({ index }) => index)).toEqual(upTo(20));
    expect(new Set(found.map(({ pid }) => pid))).toEqual(new Set([worker?.child.pid]));
  });

  it('an item that cannot be copied costs itself only', async () => {
    const items: unknown[] = [1, { deep: [() => 1] }, 3];
    const outcomes = await within(pool.map(echo, items, { chunksize: 3, settle: true }));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    const { reason } = outcomes[1] as PromiseRejectedResult;
    expect(reason).toBeInstanceOf(UncloneableError);
    expect(reason).toMatchObject({ index: 1, where: 'argument', path: '.deep[0]' });
  });

  it('an item that is too large costs itself only, and is named', async () => {
    const items = [10, 200_000, 30].map((bytes) => new Uint8Array(bytes));
    const outcomes = await within(pool.map(echo, items, { chunksize: 3, settle: true }));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    const { reason } = outcomes[1] as PromiseRejectedResult;
    expect(reason).toBeInstanceOf(PayloadTooLargeError);
    expect(reason).toMatchObject({ index: 1, where: 'argument', limit: 100_000 });
    expect(String(reason)).toContain(
      'Cannot send the argument of item 1 through the queue: it must be 100000 bytes or less',
    );
  });

  it('a result that is too large costs its item only, and is named', async () => {
    const outcomes = await within(pool.map(large, [10, 200_000, 30], { chunksize: 3, settle: true }));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    const { reason } = outcomes[1] as PromiseRejectedResult;
    expect(reason).toBeInstanceOf(PayloadTooLargeError);
    expect(reason).toMatchObject({ index: 1, where: 'result', limit: 100_000 });
  });

  it('items and results that are too large together go in several jobs', async () => {
    const items = upTo(10).map((x) => new Uint8Array(40_000).fill(x));
    expect(await within(pool.map(echo, items, { chunksize: 10 }))).toEqual(items);
    const results = await within(pool.map(large, Array<number>(10).fill(40_000), { chunksize: 10 }));
    expect(results.map(({ length }) => length)).toEqual(Array(10).fill(40_000));
  });

  it.each<[object, RegExp]>([
    [{}, /queue must be a name without colons: received undefined/],
    [{ queue: 'a:b', connection }, /queue must be a name without colons: received 'a:b'/],
    [
      { queue: 'a' },
      /connection must be a URL that begins with redis:\/\/ or rediss:\/\/, or an object: received undefined/,
    ],
    [{ queue: 'a', connection: 'http://u:secret@h' }, /received another string$/],
    [{ queue: 'a', connection, processes: 0 }, /processes must be a positive integer: received 0/],
    [{ queue: 'a', connection, fast: true }, /there is no option 'fast'/],
    [
      { queue: 'a', connection, patience: -1 },
      /patience must be a number of milliseconds, 0 or more: received -1/,
    ],
  ])('refuses options %j', (options, message) => {
    expect(() => bullmqExecutor(options as never)).toThrow(message);
  });
});
