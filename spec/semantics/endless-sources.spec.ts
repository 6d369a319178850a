import { Readable } from 'node:stream';
import { Pool, poolFrom, poolImap, poolImapUnordered, WorkerCrashedError } from 'rxjs-pool';
import {
  asapScheduler,
  asyncScheduler,
  bufferTime,
  concatMap,
  delay,
  filter,
  interval,
  map,
  observeOn,
  take,
  takeUntil,
  timer,
  zip,
  type Observable,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { backends, sharedPool } from '../conformance.js';
import { collect, counted, countedAsync, record, turn, turns, upTo, within } from '../helpers.js';

const identity = (x: number) => x;
const failAt7 = (x: number) => {
  if (x === 7) throw new RangeError('seven');
  return x;
};

/** A source of the numbers from 0, and what has happened to it. */
interface Watched {
  readonly input: Iterable<number> | AsyncIterable<number>;
  /** How often it was let go of. */
  closed(): number;
  taken(): number;
}

/** Gives `value`; ends the numbers where it throws. */
type Give = (value: number) => number;

const SOURCES: Record<string, (give: Give) => Watched> = {
  'a sync iterable': (give) => {
    let [closed, taken] = [0, 0];
    const iterator = {
      next: () => ({ done: false as const, value: give(taken++) }),
      return: () => ({ done: true as const, value: void closed++ }),
    };
    return { input: { [Symbol.iterator]: () => iterator }, closed: () => closed, taken: () => taken };
  },
  'an async iterable': (give) => {
    let [closed, taken] = [0, 0];
    const iterator = {
      next: async () => ({ done: false as const, value: give(taken++) }),
      return: async () => ({ done: true as const, value: void closed++ }),
    };
    return { input: { [Symbol.asyncIterator]: () => iterator }, closed: () => closed, taken: () => taken };
  },
  'a generator': (give) => {
    let [closed, taken] = [0, 0];
    const numbers = function* () {
      try {
        for (;;) yield give(taken++);
      } finally {
        closed++;
      }
    };
    return { input: numbers(), closed: () => closed, taken: () => taken };
  },
  'an async generator': (give) => {
    let [closed, taken] = [0, 0];
    const numbers = async function* () {
      try {
        for (;;) yield give(taken++);
      } finally {
        closed++;
      }
    };
    return { input: numbers(), closed: () => closed, taken: () => taken };
  },
  'a Node Readable': (give) => {
    let [closed, taken] = [0, 0];
    const input = new Readable({
      objectMode: true,
      highWaterMark: 1,
      read() {
        try {
          this.push(give(taken++));
        } catch (reason) {
          this.destroy(reason as Error);
        }
      },
      destroy(reason, done) {
        closed++;
        done(reason);
      },
    });
    return { input, closed: () => closed, taken: () => taken };
  },
  'a web ReadableStream': (give) => {
    let [closed, taken] = [0, 0];
    const input = new ReadableStream<number>(
      {
        pull: (controller) => controller.enqueue(give(taken++)),
        cancel: () => void closed++,
      },
      { highWaterMark: 0 },
    );
    return { input, closed: () => closed, taken: () => taken };
  },
};

/** What closes itself, with or without a reader that leaves. */
const CLOSES_ITSELF = ['a generator', 'an async generator', 'a Node Readable'];

const BUFFERSIZE = 8;

describe.each(backends)('$name', ({ create, hasMortalWorkers }) => {
  const shared = sharedPool(() => create({ processes: 2 }));

  describe.each(Object.entries(SOURCES))('%s', (name, make) => {
    it('is let go of once by take()', async () => {
      const pool = shared();
      for (const operator of [poolImap, poolImapUnordered]) {
        const { input, closed, taken } = make(identity);
        const options = { pool, buffersize: BUFFERSIZE };
        const results = await collect(poolFrom(input).pipe(operator(identity, options), take(20)));
        expect(results).toHaveLength(20);
        await settled();
        expect(closed()).toBe(1);
        // A Readable reads one item ahead by itself.
        expect(taken()).toBeLessThanOrEqual(20 + BUFFERSIZE + 1);
      }
    });

    it('is let go of once by unsubscribe, at once', async () => {
      const pool = shared();
      const { input, closed } = make(identity);
      await within(
        new Promise<void>((resolve) => {
          const subscription = poolFrom(input)
            .pipe(poolImap(identity, { pool, buffersize: BUFFERSIZE }))
            .subscribe((value) => {
              if (value < 20) return;
              subscription.unsubscribe();
              subscription.unsubscribe();
              resolve();
            });
        }),
      );
      await settled();
      expect(closed()).toBe(1);
      expect(pool.stats).toMatchObject({ jobs: 0, queued: 0 });
    });

    it('is let go of once by an item that fails', async () => {
      const pool = shared();
      const { input, closed, taken } = make(identity);
      const { values, error } = await record(
        poolFrom(input).pipe(poolImap(failAt7, { pool, buffersize: BUFFERSIZE })),
      );
      expect(values).toEqual(upTo(7));
      expect(error).toMatchObject({ name: 'RangeError', message: 'seven' });
      await settled();
      expect(closed()).toBe(1);
      expect(taken()).toBeLessThanOrEqual(7 + BUFFERSIZE + 1);
    });

    it('is let go of once by the end of an iteration, at a result or at an error', async () => {
      const pool = shared();
      for (const fn of [identity, failAt7]) {
        const { input, closed } = make(identity);
        const iterator = pool.imap(fn, input, { buffersize: BUFFERSIZE });
        const seen: number[] = [];
        const reading = (async () => {
          for await (const value of iterator) {
            seen.push(value);
            if (value === 9) break;
          }
        })();
        await within(reading.catch(() => undefined));
        expect(seen).toEqual(upTo(fn === identity ? 10 : 7));
        await iterator.return();
        await settled();
        expect(closed()).toBe(1);
      }
    });

    it('that fails is an error after the results of all its items, and is not closed from outside', async () => {
      const pool = shared();
      const { input, closed } = make((value) => {
        if (value === 12) throw new RangeError('no more');
        return value;
      });
      const { values, error } = await record(
        poolFrom(input).pipe(
          map((x) => x + 0),
          poolImap(identity, { pool, buffersize: BUFFERSIZE, chunksize: 5 }),
        ),
      );
      expect(error).toMatchObject({ name: 'RangeError', message: 'no more' });
      // A stream that fails throws away what it holds.
      if (name !== 'a Node Readable') expect(values).toEqual(upTo(12));
      await settled();
      expect(closed()).toBe(CLOSES_ITSELF.includes(name) ? 1 : 0);
    });

    it.runIf(hasMortalWorkers)('is let go of once by a crash', async () => {
      const pool = shared();
      const { input, closed } = make(identity);
      const exitAt7 = (x: number) => (x === 7 ? process.exit(1) : x);
      const { error } = await record(
        poolFrom(input).pipe(poolImapUnordered(exitAt7, { pool, buffersize: BUFFERSIZE })),
      );
      expect(error).toBeInstanceOf(WorkerCrashedError);
      await settled();
      expect(closed()).toBe(1);
    });
  });
});

/** Operators that keep items, or drop most of them. */
const BETWEEN: Record<string, (source: Observable<number>) => Observable<number>> = {
  'concatMap to a source that is read': concatMap((x) => poolFrom([x, x, x])),
  'zip with a source that pushes': (source) => zip(source, interval(1)).pipe(map(([x]) => x)),
  bufferTime: (source) =>
    source.pipe(
      bufferTime(5),
      map(([x = 0]) => x),
    ),
  'observeOn(asyncScheduler)': observeOn(asyncScheduler),
  'observeOn(asapScheduler)': observeOn(asapScheduler),
  delay: delay(1),
  'a filter that lets few through': filter((x) => x % 1000 === 0),
};

describe.each(backends)('$name', ({ create }) => {
  const shared = sharedPool(() => create({ processes: 1 }));

  describe.each(Object.entries(BETWEEN))('an endless source behind %s', (_name, between) => {
    it.each([
      ['', counted],
      ['async ', countedAsync],
    ])('is read in turns: %sitems', async (_kind, make) => {
      const pool = shared();
      // All that is read before anything else has its turn.
      let read = 0;
      let most = 0;
      const turnTimer = setInterval(() => (read = 0));
      const source = make(Infinity, () => {
        most = Math.max(most, ++read);
        if (read > 1_000_000) throw new RangeError('A million items in one turn');
      });
      const results = poolFrom(source).pipe(
        between,
        poolImap(identity, { pool, buffersize: BUFFERSIZE }),
        take(30),
      );
      expect(await collect(results)).toHaveLength(30);
      clearInterval(turnTimer);
      expect(source.counts.closed).toBe(1);
    });

    it('is let go of when time is up', async () => {
      const pool = shared();
      const source = counted();
      const results = poolFrom(source).pipe(
        between,
        poolImap(identity, { pool, buffersize: BUFFERSIZE }),
        takeUntil(timer(50)),
      );
      await collect(results);
      expect(source.counts.closed).toBe(1);
    });
  });

  it('what concatMap waits for is not run past', async () => {
    const pool = shared();
    const source = counted();
    let opened = 0;
    const results = poolFrom(source).pipe(
      concatMap((x) => {
        opened++;
        return poolFrom([x, x, x]);
      }),
      poolImap(identity, { pool, buffersize: 2 }),
      take(300),
    );
    expect(await collect(results)).toHaveLength(300);
    // Hardly anything waits in concatMap.
    expect(source.counts.pulled - opened).toBeLessThanOrEqual(4);
  });
});

describe('a stream that is silent', () => {
  const shared = sharedPool(() => new Pool(1));
  const silentWeb = (onCancel: () => void) =>
    new ReadableStream<number>({
      pull: () => new Promise(() => undefined),
      cancel: onCancel,
    });

  it('is let go of by unsubscribe, also while it is being read', async () => {
    const pool = shared();
    let cancelled = 0;
    const web = silentWeb(() => cancelled++);
    const node = new Readable({ objectMode: true, read: () => undefined });
    for (const stream of [web, node]) {
      const subscription = poolFrom<number>(stream).pipe(poolImap(identity, { pool })).subscribe();
      await turn();
      subscription.unsubscribe();
    }
    await settled();
    expect(cancelled).toBe(1);
    expect(web.locked).toBe(false);
    expect(node.destroyed).toBe(true);
  });

  it('is let go of by return() of an iteration, also while it is being read', async () => {
    const pool = shared();
    let cancelled = 0;
    const node = new Readable({ objectMode: true, read: () => undefined });
    for (const stream of [silentWeb(() => cancelled++), node]) {
      const iterator = pool.imap(identity, stream as AsyncIterable<number>);
      const next = iterator.next();
      await turn();
      expect(await within(iterator.return())).toEqual({ done: true, value: undefined });
      expect(await within(next)).toEqual({ done: true, value: undefined });
    }
    await settled();
    expect(cancelled).toBe(1);
    expect(node.destroyed).toBe(true);
  });

  it('is unlocked once it has been read to its end or has failed', async () => {
    const pool = shared();
    const ended = new ReadableStream<number>({
      start(controller) {
        controller.enqueue(1);
        controller.close();
      },
    });
    expect(await collect(poolFrom(ended).pipe(poolImap(identity, { pool })))).toEqual([1]);
    expect(ended.locked).toBe(false);
    const failed = new ReadableStream<number>({
      start: (controller) => controller.error(new Error('broken')),
    });
    expect((await record(poolFrom(failed).pipe(poolImap(identity, { pool })))).error).toHaveProperty(
      'message',
      'broken',
    );
    expect(failed.locked).toBe(false);
  });

  it('that someone else reads already is an error', async () => {
    const pool = shared();
    const stream = silentWeb(() => undefined);
    stream.getReader();
    const { error } = await record(poolFrom(stream).pipe(poolImap(identity, { pool })));
    expect(error).toBeInstanceOf(TypeError);
  });
});

/** What follows from a stream's end takes it a few turns. */
function settled(): Promise<void> {
  return turns(5);
}
