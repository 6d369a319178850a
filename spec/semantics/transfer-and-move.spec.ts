import { once } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import { move, poolImap, poolMap, WorkerCrashedError } from 'rxjs-pool';
import { from } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  backends,
  settingsByChunksize,
  sharedPool,
  terminatedAfterEach,
  workerBackends,
} from '../conformance.js';
import { movedAgain, movedPart, ramp } from '../fixtures/tasks.js';
import { collect, drain, upTo, within } from '../helpers.js';

const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0);
const threes = () => upTo(10).map((x) => new Float64Array([x, x, x]));
const SUMS = upTo(10).map((x) => 3 * x);

describe.each(settingsByChunksize(backends))('$name', ({ backend, create, chunksize }) => {
  const shared = sharedPool(() => create());
  const owned = terminatedAfterEach();
  // Where arguments cannot move they are copied, and the sender keeps them.
  const bytesLeft = backend.supportsTransfer ? 0 : 24;

  it('what transfer names moves to the worker instead of being copied', async () => {
    const transfer = (values: Float64Array) => [values.buffer as ArrayBuffer];
    const streamed = threes();
    const results = from(streamed).pipe(poolImap(sum, { pool: shared(), chunksize, transfer }));
    expect(await collect(results)).toEqual(SUMS);
    expect(streamed.map((values) => values.byteLength)).toEqual(streamed.map(() => bytesLeft));
    const mapped = threes();
    expect(await within(shared().map(sum, mapped, { chunksize, transfer }))).toEqual(SUMS);
    expect(mapped.map((values) => values.byteLength)).toEqual(mapped.map(() => bytesLeft));
    const iterated = threes();
    expect(await drain(shared().imapUnordered(sum, iterated, { chunksize, transfer }))).toHaveLength(10);
    expect(iterated.map((values) => values.byteLength)).toEqual(iterated.map(() => bytesLeft));
  });

  it('without transfer the sender keeps its items', async () => {
    const kept = threes();
    expect(await collect(from(kept).pipe(poolMap(sum, { pool: shared(), chunksize })))).toEqual([SUMS]);
    expect(kept.map((values) => values.byteLength)).toEqual(kept.map(() => 24));
  });

  it('an item of which nothing moves is copied', async () => {
    const kept = threes();
    const results = from(kept).pipe(poolImap(sum, { pool: shared(), chunksize, transfer: () => [] }));
    expect(await collect(results)).toEqual(SUMS);
    expect(kept[0]?.byteLength).toBe(24);
  });

  it.runIf(backend.supportsTransfer && backend.hasMortalWorkers && backend.hasExitCodes)(
    'an item that waits in a worker that dies is lost with it, and its error says so',
    async () => {
      const pool = owned(create());
      const work = (values: Float64Array) => {
        // By now, the next item has moved to the worker.
        for (const end = performance.now() + (values[0] === 15 ? 200 : 0); performance.now() < end;);
        if (values[0] === 15) process.exit(3);
        return values.length;
      };
      const items = upTo(30).map((x) => new Float64Array([x]));
      const transfer = (values: Float64Array) => [values.buffer as ArrayBuffer];
      const outcomes = await within(pool.map(work, items, { chunksize: 1, transfer, settle: true }));
      const lost = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome] : []));
      expect(lost).toHaveLength(2);
      expect(lost[0]?.index).toBe(15);
      const [, { reason } = {}] = lost;
      expect(reason).toBeInstanceOf(WorkerCrashedError);
      expect(String((reason as Error).cause)).toContain('died before it began the item');
    },
  );

  it('an array buffer that is shared by two items costs the second its item, and nobody hangs', async () => {
    const pool = owned(create());
    const { buffer } = new Float64Array([1, 2, 3]);
    const items = [new Float64Array(buffer, 0, 1), new Float64Array(buffer, 8, 1)];
    const transfer = (values: Float64Array) => [values.buffer as ArrayBuffer];
    const outcomes = await within(pool.map(sum, items, { chunksize, transfer, settle: true }));
    expect(outcomes).toHaveLength(2);
    if (!backend.supportsTransfer)
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    expect(await within(pool.apply(() => 1))).toBe(1);
  });

  it('what move() names arrives whole', async () => {
    const [first, second] = await within(shared().map(ramp, [3, 5], chunksize));
    expect([...(first ?? [])]).toEqual([0, 1, 2]);
    expect([...(second ?? [])]).toEqual([0, 1, 2, 3, 4]);
  });

  it('a moved result next to an ordinary one, a failed one and one that cannot be copied', async () => {
    const assorted = async (x: number): Promise<unknown> => {
      const { Buffer: NodeBuffer } = globalThis;
      if (x === 1) throw new Error('no 1');
      if (x === 2) return () => x;
      if (x === 3) return NodeBuffer.from('pooled').toString();
      return new Uint8Array([x]);
    };
    const outcomes = await within(shared().map(assorted, upTo(5), { chunksize, settle: true }));
    expect(outcomes.map(({ status }) => status[0]).join('')).toBe('frrff');
  });
});

describe.each(workerBackends)('$name', (backend) => {
  const owned = terminatedAfterEach();

  it('a moved part, at any depth, is gone in the worker where parts can move', async () => {
    const pool = owned(backend.create({ processes: 1 }));
    // One after another: results that are sent together move together.
    const results = [];
    for (let call = 0; call < 3; call++) results.push(await within(pool.apply(movedPart, [8])));
    const left = backend.supportsTransfer ? 0 : 8;
    expect(results.map(({ earlier }) => earlier)).toEqual([-1, left, left]);
    for (const { deep } of results) expect(deep[0]?.part).toHaveLength(8);
  });

  it('memory that has moved before cannot move again: that costs its item, and nobody hangs', async () => {
    const pool = owned(backend.create({ processes: 1 }));
    const outcomes = await within(pool.map(movedAgain, [8, 8, 8], { chunksize: 1, settle: true }));
    const again = backend.supportsTransfer ? 'r' : 'f';
    expect(outcomes.map(({ status }) => status[0]).join('')).toBe(`f${again}${again}`);
    expect(await within(pool.apply(() => 1))).toBe(1);
  });

  it('a moved part of a small Buffer, whose memory others share, is copied', async () => {
    const pool = owned(backend.create({ processes: 1 }));
    const pooled = (text: string) => {
      const buffer = Buffer.from(text);
      const moved = (globalThis as unknown as Record<symbol, object[]>)[Symbol.for('rxjs-pool.moved')];
      moved?.push(buffer.buffer);
      return buffer;
    };
    const results = await within(pool.map(pooled, ['one', 'two', 'three'], 3));
    expect(results.map((buffer) => Buffer.from(buffer).toString())).toEqual(['one', 'two', 'three']);
  });
});

describe('move outside a worker', () => {
  it('returns its argument and changes nothing', () => {
    const values = new Float64Array([1, 2]);
    expect(move(values)).toBe(values);
    expect(values).toHaveLength(2);
    const holder = { values };
    expect(move(holder, [values.buffer])).toBe(holder);
    expect(values).toHaveLength(2);
  });
});

describe('worker_threads', () => {
  const owned = terminatedAfterEach();

  it('shared memory stays shared', async () => {
    const [threads] = workerBackends;
    const pool = owned((threads as (typeof workerBackends)[0]).create({ processes: 2 }));
    const counter = new Int32Array(new SharedArrayBuffer(4));
    const count = (counts: Int32Array) => Atomics.add(counts, 0, 1);
    await within(
      pool.map(
        count,
        upTo(100).map(() => counter),
        7,
      ),
    );
    expect(counter[0]).toBe(100);
  });

  it('a port can be handed over', async () => {
    const [threads] = workerBackends;
    const pool = owned((threads as (typeof workerBackends)[0]).create({ processes: 1 }));
    const { MessageChannel } = await import('node:worker_threads');
    const { port1, port2 } = new MessageChannel();
    const answer = once(port1, 'message');
    const call = (port: MessagePort) => {
      port.postMessage('from the worker');
      port.close();
    };
    await within(pool.map(call, [port2], { transfer: (port) => [port] }));
    expect(await within(answer)).toEqual(['from the worker']);
    port1.close();
  });
});
