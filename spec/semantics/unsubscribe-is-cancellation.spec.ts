import { poolFrom, poolImap, poolImapUnordered, poolMap } from 'rxjs-pool';
import { from, Observable, of, range, Subject, take, takeUntil, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { backends, settings, terminatedAfterEach, type Setting } from '../conformance.js';
import { held, note, spin, spinUntilAborted, stubborn, untilAborted } from '../fixtures/tasks.js';
import { collect, counted, countedAsync, probes, turn, turns, upTo, within } from '../helpers.js';

const identity = (x: number) => x;
const parallel: readonly Setting[] = settings();

describe.each(settings(backends))('$name', ({ create }) => {
  const owned = terminatedAfterEach();
  const probe = probes();

  it('the source is released in the same tick', () => {
    const pool = owned(create());
    const source = new Subject<number>();
    const subscription = source.pipe(poolImap(identity, { pool })).subscribe();
    expect(source.observed).toBe(true);
    source.next(1);
    subscription.unsubscribe();
    expect(source.observed).toBe(false);
    expect(pool.stats).toMatchObject({ jobs: 0, queued: 0 });
  });

  it('queued items never start, and the running chunk stops at its next item', async () => {
    const traces = probe();
    const pool = owned(create({ processes: 1 }));
    const subscription = from(traces.items(100))
      .pipe(poolImap(untilAborted, { pool, chunksize: 7 }))
      .subscribe();
    await traces.until((lines) => lines.includes('began 0'));
    subscription.unsubscribe();
    await within(pool.apply(note, [traces.item(-1)]));
    expect(traces.lines()).toEqual(['began 0', 'aborted 0', 'ran -1']);
  });

  it('nothing is emitted any more', async () => {
    const traces = probe();
    const pool = owned(create({ processes: 1 }));
    const emitted: unknown[] = [];
    const subscription = from(traces.items(3))
      .pipe(poolImap(held, { pool }))
      .subscribe({ next: (value) => emitted.push(value), complete: () => emitted.push('complete') });
    await traces.until((lines) => lines.includes('began 0'));
    subscription.unsubscribe();
    traces.open();
    await within(pool.apply(note, [traces.item(-1)]));
    expect(emitted).toEqual([]);
  });

  it('currentTask().signal aborts', async () => {
    const traces = probe();
    const pool = owned(create());
    const subscription = from(traces.items(3)).pipe(poolImap(untilAborted, { pool })).subscribe();
    await traces.until((lines) => lines.includes('began 0'));
    subscription.unsubscribe();
    await traces.until((lines) => lines.includes('aborted 0'));
    await within(pool.apply(note, [traces.item(-1)]));
    expect(pool.stats.jobs).toBe(0);
  });

  it('an abort signal and a failed sibling abort it too', async () => {
    const traces = probe();
    const pool = owned(create());
    const controller = new AbortController();
    const results = pool.map(untilAborted, traces.items(2), { signal: controller.signal, chunksize: 1 });
    results.catch(() => undefined);
    await traces.until((lines) => lines.includes('began 0'));
    controller.abort();
    expect(await traces.until((lines) => lines.includes('aborted 0'))).toContain('aborted 0');
  });

  it('take() closes an iterator once, and its subscriber gets the completion at once', async () => {
    const pool = owned(create());
    for (const source of [counted(), countedAsync()]) {
      expect(await collect(poolFrom(source).pipe(poolImap(identity, { pool }), take(5)))).toEqual(upTo(5));
      expect(source.counts).toMatchObject({ opened: 1, closed: 1 });
    }
  });

  it('an iterator that has ended by itself is not closed', async () => {
    const pool = owned(create());
    for (const source of [counted(5), countedAsync(5)]) {
      expect(await collect(poolFrom(source).pipe(poolImap(identity, { pool })))).toEqual(upTo(5));
      expect(source.counts).toEqual({ opened: 1, pulled: 5, closed: 0 });
    }
  });

  it('leaving for await early closes the iterator once', async () => {
    const pool = owned(create());
    for (const source of [counted(), countedAsync()]) {
      const iterator = pool.imap(identity, source);
      for await (const value of iterator) if (value === 3) break;
      expect(source.counts.closed).toBe(1);
      expect(await within(iterator.next())).toEqual({ done: true, value: undefined });
      await iterator.return();
      expect(source.counts.closed).toBe(1);
      expect(pool.stats.jobs).toBe(0);
    }
  });

  it('the observer may unsubscribe from within next()', async () => {
    const pool = owned(create());
    const values: number[] = [];
    await within(
      new Promise<void>((resolve) => {
        const subscription = range(0, 20)
          .pipe(poolImap(identity, { pool, chunksize: 7 }))
          .subscribe((value) => {
            values.push(value);
            if (value < 2) return;
            subscription.unsubscribe();
            resolve();
          });
      }),
    );
    await within(pool.apply(identity, [1]));
    expect(values).toEqual([0, 1, 2]);
  });

  it('the observer may subscribe again, feed the source and open other jobs from within next()', async () => {
    const pool = owned(create());
    const source = new Subject<number>();
    const doubled = source.pipe(poolImap((x: number) => x * 2, { pool }));
    const seen: string[] = [];
    const ends: Array<Promise<void>> = [];
    const observe = (
      name: string,
      count: number,
      onValue: (value: number) => void = () => undefined,
    ): void => {
      const end = new Promise<void>((resolve, reject) => {
        doubled.pipe(take(count)).subscribe({
          next(value) {
            seen.push(`${name} ${value}`);
            onValue(value);
          },
          error: reject,
          complete: resolve,
        });
      });
      ends.push(within(end));
    };
    observe('outer', 3, (value) => {
      if (value !== 2) return;
      observe('inner', 1);
      ends.push(within(pool.map(identity, [1, 2, 3])).then((values) => void seen.push(values.join())));
      source.next(10);
      source.next(11);
    });
    source.next(1);
    // The first to end has begun all others.
    await ends[0];
    await Promise.all(ends);
    expect(seen.toSorted()).toEqual(['1,2,3', 'inner 20', 'outer 2', 'outer 20', 'outer 22']);
  });

  it('an observer that throws does not stop the job or others', async () => {
    const pool = owned(create());
    const thrown: unknown[] = [];
    const listeners = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', (reason) => thrown.push(reason));
    try {
      const values: number[] = [];
      await within(
        new Promise<void>((resolve, reject) => {
          range(0, 3)
            .pipe(poolImap(identity, { pool }))
            .subscribe({
              next(value) {
                values.push(value);
                throw new Error(`observer ${value}`);
              },
              error: reject,
              complete: resolve,
            });
        }),
      );
      await new Promise((resolve) => setTimeout(resolve));
      expect(values).toEqual([0, 1, 2]);
      expect(thrown).toHaveLength(3);
    } finally {
      process.removeAllListeners('uncaughtException');
      for (const listener of listeners) process.on('uncaughtException', listener);
    }
  });

  it('a source that is still emitting when its subscriber leaves stops', () => {
    const pool = owned(create());
    let isStopped = false;
    let emitted = 0;
    const subject = new Subject<void>();
    new Observable<number>((subscriber) => {
      for (; emitted < 1000 && !subscriber.closed; emitted++) {
        subscriber.next(emitted);
        if (emitted === 10) subject.next();
      }
      isStopped = subscriber.closed;
    })
      .pipe(poolImap(identity, { pool }), takeUntil(subject))
      .subscribe();
    expect(isStopped).toBe(true);
    expect(emitted).toBe(11);
  });

  it('unsubscribing before the function is ready, twice and after the end is harmless', async () => {
    const pool = owned(create());
    const early = of(1)
      .pipe(poolImap((x: number) => x + 41, { pool }))
      .subscribe();
    early.unsubscribe();
    early.unsubscribe();
    let subscription: { unsubscribe(): void } | undefined;
    await within(
      new Promise<void>((resolve) => {
        subscription = of(1).pipe(poolMap(identity, { pool })).subscribe({ complete: resolve });
      }),
    );
    subscription?.unsubscribe();
    await turn();
    expect(await within(pool.map(identity, [1, 2]))).toEqual([1, 2]);
  });
});

describe.each(parallel)('$name', ({ backend, create, processes }) => {
  const owned = terminatedAfterEach();
  const probe = probes();

  it("'kill' ends even an endless loop, and the pool goes on", async () => {
    const traces = probe();
    const pool = owned(create());
    const subscription = from(traces.items(10))
      .pipe(poolImapUnordered(spin, { pool, onUnsubscribe: 'kill' }))
      .subscribe();
    await traces.until((lines) => lines.filter((line) => line.startsWith('began')).length >= processes);
    subscription.unsubscribe();
    expect(await within(pool.map(identity, upTo(10), 1))).toEqual(upTo(10));
    expect(traces.lines()).toHaveLength(processes);
    expect(pool.stats.failed).toBe(0);
  });

  it("'kill' takes nothing from other jobs", async () => {
    const traces = probe();
    const pool = owned(create());
    const subscription = from(traces.items(processes - 1))
      .pipe(poolImapUnordered(spin, { pool, onUnsubscribe: 'kill' }))
      .subscribe();
    if (processes > 1) await traces.until((lines) => lines.length > 0);
    const other = pool.map(identity, upTo(200), 7);
    subscription.unsubscribe();
    expect(await within(other)).toEqual(upTo(200));
  });

  it('a chunk of functions that never pause stops at its next item too', async () => {
    const traces = probe();
    const pool = owned(create({ processes: 1 }));
    // The machines behind a queue have threads, which can be told while they are busy.
    const canTell = backend.sharesMemory || backend.name === 'bullmq';
    const subscription = from(traces.items(7))
      .pipe(poolImap(canTell ? spinUntilAborted : stubborn, { pool, chunksize: 7 }))
      .subscribe();
    await traces.until((lines) => lines.includes('began 0'));
    subscription.unsubscribe();
    // Long enough for a worker without shared memory to take in messages before its next item.
    if (!canTell) await turns(20);
    traces.open();
    await within(pool.apply(note, [traces.item(-1)]));
    expect(traces.lines()).toEqual(['began 0', canTell ? 'aborted 0' : 'ended 0', 'ran -1']);
  });

  it.runIf(backend.sharesMemory)('a function that never pauses can ask its signal', async () => {
    const traces = probe();
    const pool = owned(create({ processes: 1 }));
    const subscription = of(traces.item(0)).pipe(poolImap(spinUntilAborted, { pool })).subscribe();
    await traces.until((lines) => lines.includes('began 0'));
    subscription.unsubscribe();
    expect(await traces.until((lines) => lines.includes('aborted 0'))).toEqual(['began 0', 'aborted 0']);
  });

  it("'finish' leaves a running function alone, and its worker comes back", async () => {
    const traces = probe();
    const pool = owned(create());
    const subscription = from(traces.items(10)).pipe(poolImapUnordered(stubborn, { pool })).subscribe();
    await traces.until((lines) => lines.length >= processes);
    subscription.unsubscribe();
    traces.open();
    expect(await within(pool.map(identity, upTo(10), 1))).toEqual(upTo(10));
    // One worker may have done for all of these while the other was not back yet.
    await traces.until((lines) => lines.filter((line) => line.startsWith('ended')).length === processes);
    expect(traces.lines().filter((line) => line.startsWith('began'))).toHaveLength(processes);
  });

  it("an abort signal kills with onUnsubscribe: 'kill', also in Pool.map and Pool.imap", async () => {
    const traces = probe();
    const pool = owned(create());
    const controller = new AbortController();
    const options = { signal: controller.signal, onUnsubscribe: 'kill' } as const;
    const mapped = pool.map(spin, traces.items(1), options).catch((reason: unknown) => reason);
    await traces.until((lines) => lines.length === 1);
    controller.abort('enough');
    expect(await within(mapped)).toBe('enough');
    const iterator = pool.imap(spin, [traces.item(1)], { onUnsubscribe: 'kill' });
    await traces.until((lines) => lines.length === 2);
    await iterator.return();
    expect(await within(pool.map(identity, upTo(10), 1))).toEqual(upTo(10));
  });

  it('takeUntil cancels like unsubscribe', async () => {
    const traces = probe();
    const pool = owned(create());
    const results = from(traces.items(5)).pipe(
      poolMap(spin, { pool, onUnsubscribe: 'kill' }),
      takeUntil(timer(20)),
    );
    expect(await collect(results)).toEqual([]);
    expect(await within(pool.apply(identity, [1]))).toBe(1);
  });
});
