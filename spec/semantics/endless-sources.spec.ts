import { Readable } from 'node:stream';
import { Pool, poolFrom, poolImap, poolImapUnordered, WorkerCrashedError } from 'rxjs-pool';
import { map, take } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { backends, sharedPool } from '../conformance.js';
import { collect, record, turn, turns, upTo, within } from '../helpers.js';

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
