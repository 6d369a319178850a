import { getEventListeners } from 'node:events';
import { poolFrom, poolImap, poolImapUnordered, poolMap, type Pool } from 'rxjs-pool';
import { from, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { held, note, spin } from '../fixtures/tasks.js';
import { counted, drain, probes, record, rejection, upTo, within, type Probe } from '../helpers.js';
import { nearSettings, sharedWholePool, type FaultSetting } from './setup.js';

const identity = (x: number) => x;

/** One call of each kind. */
function callsOf(pool: Pool, { chunksize }: FaultSetting, traces: Probe, signal: AbortSignal) {
  const options = { chunksize, signal };
  const items = traces.items(9);
  const error = (stream: Observable<unknown>) => record(stream).then((end) => end.error);
  return [
    rejection(pool.map(held, items, options)),
    rejection(pool.mapAsync(held, items, options).get()),
    rejection(pool.imap(held, items, options).next()),
    rejection(drain(pool.imapUnordered(held, items, { ...options, settle: true }))),
    error(from(items).pipe(poolMap(held, { ...options, pool }))),
    error(from(items).pipe(poolImap(held, { ...options, pool }))),
    error(poolFrom(items).pipe(poolImapUnordered(held, { ...options, pool, settle: true }))),
  ];
}

const listenersOf = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

describe.each(nearSettings)('$name', (setting) => {
  const { chunksize, processes } = setting;
  const pool = sharedWholePool(() => setting.create());
  const probe = probes();

  it('a signal that is aborted before refuses every kind of call, and no source is opened', async () => {
    const traces = probe();
    const signal = AbortSignal.abort('too late');
    const source = counted();
    const calls = [
      ...callsOf(pool(), setting, traces, signal),
      rejection(pool().imap(identity, source, { signal }).next()),
      record(poolFrom(source).pipe(poolImap(identity, { pool: pool(), signal }))).then((end) => end.error),
    ];
    for (const reason of await Promise.all(calls)) expect(reason).toBe('too late');
    expect(source.counts.opened).toBe(0);
    expect(traces.lines()).toEqual([]);
    expect(listenersOf(signal)).toBe(0);
  });

  it('a signal that aborts while everything runs ends every kind of call with its reason', async () => {
    const traces = probe();
    const controller = new AbortController();
    const calls = callsOf(pool(), setting, traces, controller.signal);
    await traces.until((lines) => lines.length >= processes);
    const reason = new Error('enough');
    controller.abort(reason);
    for (const one of await Promise.all(calls)) expect(one).toBe(reason);
    expect(pool().stats).toMatchObject({ jobs: 0, queued: 0 });
    expect(listenersOf(controller.signal)).toBe(0);
    // What ran goes on to its end, and nothing else begins.
    traces.open();
    await within(pool().apply(note, [traces.item(-1)]));
    await traces.until((lines) => lines.filter((line) => line.startsWith('ended')).length === begun(lines));
    expect(begun(traces.lines())).toBe(processes);
  });

  it('a signal that aborts in the call itself, before anything runs, ends it too', async () => {
    const traces = probe();
    const controller = new AbortController();
    // Its workers have not started: one that has may begin an item while the calls are still being made.
    await using fresh = setting.create();
    const calls = callsOf(fresh, setting, traces, controller.signal);
    controller.abort('at once');
    for (const one of await Promise.all(calls)) expect(one).toBe('at once');
    await within(fresh.apply(note, [traces.item(-1)]));
    expect(traces.lines()).toEqual(['ran -1']);
  });

  it('a signal that aborts after the end changes nothing, and is not listened to any more', async () => {
    const controller = new AbortController();
    const options = { chunksize, signal: controller.signal };
    expect(await within(pool().map(identity, upTo(9), options))).toEqual(upTo(9));
    expect(await drain(pool().imap(identity, upTo(9), options))).toEqual(upTo(9));
    const failing = pool().map((): number => process.exit(1), [1], options);
    expect(await rejection(failing)).toHaveProperty('name', 'WorkerCrashedError');
    expect(listenersOf(controller.signal)).toBe(0);
    controller.abort();
    expect(await within(pool().map(identity, upTo(9)))).toEqual(upTo(9));
  });

  it("with 'kill' a signal ends loops, those of one job only", async () => {
    const traces = probe();
    const controller = new AbortController();
    const options = { signal: controller.signal, onUnsubscribe: 'kill' } as const;
    const other = pool().map(identity, upTo(40), chunksize);
    const looping = rejection(pool().map(spin, traces.items(4), { ...options, chunksize: 1 }));
    await traces.until((lines) => lines.length > 0);
    controller.abort('enough');
    expect(await looping).toBe('enough');
    expect(await within(other)).toEqual(upTo(40));
  });

  it('AbortSignal.timeout() ends a job like any signal', async () => {
    const waiting = pool().map(() => new Promise<never>(() => undefined), [1, 2], {
      signal: AbortSignal.timeout(20),
      onUnsubscribe: 'kill',
    });
    expect(await rejection(waiting)).toHaveProperty('name', 'TimeoutError');
  });
});

function begun(lines: readonly string[]): number {
  return lines.filter((line) => line.startsWith('began')).length;
}
