import { poolFrom, poolImap, poolImapUnordered, poolMap, PoolTerminatedError } from 'rxjs-pool';
import { Observable, take } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { collect, counted, countedAsync, drain, record, rejection, upTo, within } from '../helpers.js';
import { nearSettings, ownPools, sharedWholePool } from './setup.js';

const identity = (x: number) => x;

const toSorted = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b);

describe.each(nearSettings)('$name', (setting) => {
  const { chunksize } = setting;
  const operator = setting.isOrdered ? poolImap : poolImapUnordered;
  const pool = sharedWholePool(() => setting.create());

  it('a source that throws after some items gives their results, then its error', async () => {
    const failing = function* () {
      yield* upTo(9);
      throw new RangeError('no more');
    };
    const streamed = await record(poolFrom(failing()).pipe(operator(identity, { pool: pool(), chunksize })));
    expect(toSorted(streamed.values)).toEqual(upTo(9));
    expect(streamed.error).toBeInstanceOf(RangeError);
    const thrower = new Observable<number>((subscriber) => {
      subscriber.next(1);
      throw new RangeError('no more');
    });
    const pushed = await record(thrower.pipe(operator(identity, { pool: pool(), chunksize })));
    expect(pushed.values).toEqual([1]);
    expect(pushed.error).toBeInstanceOf(RangeError);
    const read: number[] = [];
    const reading = async () => {
      for await (const value of pool().imap(identity, failing(), chunksize)) read.push(value);
    };
    expect(await rejection(reading())).toBeInstanceOf(RangeError);
    expect(read).toEqual(upTo(9));
    expect(await rejection(pool().map(identity, failing(), chunksize))).toBeInstanceOf(RangeError);
  });

  it('iterators that break their own rules end the job with an error, or harm nobody', async () => {
    const stepping = (...steps: unknown[]) => ({
      [Symbol.iterator]: () => ({ next: () => steps.shift() }),
    });
    const noIterator = { [Symbol.iterator]: () => undefined };
    const opensBadly = {
      [Symbol.iterator]: () => {
        throw new TypeError('cannot open');
      },
    };
    const broken = [opensBadly, noIterator, stepping({ value: 1 }, undefined), stepping(7), stepping(null)];
    for (const source of broken as unknown as Array<Iterable<number>>) {
      const { error } = await record(poolFrom(source).pipe(operator(identity, { pool: pool(), chunksize })));
      expect(error).toBeInstanceOf(TypeError);
    }
    // After its end, nothing more counts.
    const talkative = stepping({ value: 1 }, { done: true, value: 9 }, { value: 2 }) as Iterable<number>;
    expect(await drain(pool().imap(identity, talkative, chunksize))).toEqual([1]);
    // The same object for each step, with another value.
    const step = { done: false, value: -1 };
    const reusing = { [Symbol.iterator]: () => ({ next: () => ((step.done = ++step.value > 8), step) }) };
    expect(await drain(pool().imap(identity, reusing, chunksize))).toEqual(upTo(9));
  });

  it('a source that lies about its length is taken by what it gives', async () => {
    const short = {
      length: 100,
      *[Symbol.iterator]() {
        yield* upTo(5);
      },
    };
    const long = {
      length: 1,
      size: 1,
      *[Symbol.iterator]() {
        yield* upTo(11);
      },
    };
    const array = Object.assign(upTo(3), { [Symbol.iterator]: () => upTo(7).values() });
    for (const [source, expected] of [
      [short, 5],
      [long, 11],
      [array, 7],
    ] as const) {
      expect(await within(pool().map(identity, source, chunksize))).toEqual(upTo(expected));
      expect(await drain(pool().imap(identity, source, chunksize))).toEqual(upTo(expected));
      expect(await collect(poolFrom(source).pipe(poolMap(identity, { pool: pool() })))).toEqual([
        upTo(expected),
      ]);
    }
    // One that grows while it is read, and ends nevertheless.
    const growing = new Set([0]);
    for await (const value of pool().imap(identity, growing, chunksize))
      if (value < 20) growing.add(value + 1);
    expect(growing.size).toBeGreaterThanOrEqual(2);
  });

  it('a source that never ends is left by take(), by break, by return() and by a signal, once each', async () => {
    for (const source of [counted(), countedAsync()]) {
      const results = poolFrom(source).pipe(operator(identity, { pool: pool(), chunksize }), take(5));
      expect(await collect(results)).toHaveLength(5);
      for await (const value of pool().imap(identity, source, chunksize)) if (value === 3) break;
      const iterator = pool().imapUnordered(identity, source, chunksize);
      await within(iterator.next());
      await iterator.return();
      const controller = new AbortController();
      const aborted = pool().imap(identity, source, { chunksize, signal: controller.signal });
      await within(aborted.next());
      controller.abort('enough');
      expect(await rejection(aborted.next())).toBe('enough');
      expect(source.counts).toMatchObject({ opened: 4, closed: 4 });
    }
  });

  it('an endless iterable in map() is left when its signal aborts from within', async () => {
    const controller = new AbortController();
    const source = counted(Infinity, (pulled) => {
      if (pulled === 1000) controller.abort('enough');
    });
    const { signal } = controller;
    expect(await rejection(pool().map(identity, source, { chunksize, signal }))).toBe('enough');
    expect(source.counts).toEqual({ opened: 1, pulled: 1000, closed: 1 });
  });

  it('a source that never answers keeps nobody who leaves', async () => {
    const silent: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined) }),
    };
    const controller = new AbortController();
    const iterator = pool().imap(identity, silent, { chunksize, signal: controller.signal });
    const waiting = rejection(iterator.next());
    const subscription = poolFrom(silent)
      .pipe(operator(identity, { pool: pool(), chunksize }))
      .subscribe();
    subscription.unsubscribe();
    controller.abort('enough');
    expect(await waiting).toBe('enough');
  });
});

describe.each(nearSettings)('$name', (setting) => {
  const own = ownPools();

  it('a source may terminate its own pool', async () => {
    const pool = own(setting.create());
    const ending = function* () {
      for (let x = 0; ; x++) {
        if (x === 7) void pool.terminate();
        yield x;
      }
    };
    expect(await rejection(pool.map(identity, ending(), setting.chunksize))).toBeInstanceOf(
      PoolTerminatedError,
    );
    const other = own(setting.create());
    const stream = new Observable<number>((subscriber) => {
      subscriber.next(1);
      void other.terminate();
      subscriber.next(2);
      subscriber.complete();
    });
    const { error } = await record(stream.pipe(poolImap(identity, { pool: other })));
    expect(error).toBeInstanceOf(PoolTerminatedError);
  });
});
