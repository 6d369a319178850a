import { from, of } from 'rxjs';
import { poolImap, poolImapUnordered, Pool } from 'rxjs-pool';
import { afterAll, describe, expect, it } from 'vitest';
import { workerExecutor } from '../../dist/backends/tinypool/worker-executor.js';
import { collect, upTo } from '../helpers.js';

/** What went to the workers and came back, in messages. */
interface Traffic {
  /** Items of each message to a worker, less those that it has given back for another one. */
  readonly sent: number[];
  /** Results of each message from one. */
  readonly received: number[];
}

/** A pool that counts its messages. */
function countingPool(processes: number): { pool: Pool; traffic: Traffic } {
  const messages: Array<{ items: number }> = [];
  const received: number[] = [];
  const executor = workerExecutor({ processes });
  const submit = executor.submit.bind(executor);
  executor.submit = (chunk, settle) => {
    const message = { items: chunk.items.length };
    messages.push(message);
    let ran = 0;
    return submit(chunk, (report) => {
      if (report.type === 'results') {
        received.push(report.values.length);
        ran += report.values.length;
      } else if (report.type === 'recalled') message.items = report.from;
      else if (report.type === 'unrun') message.items = ran;
      settle(report);
    });
  };
  const traffic: Traffic = {
    received,
    get sent() {
      return messages.map(({ items }) => items).filter((items) => items > 0);
    },
  };
  return { pool: new Pool({ executor }), traffic };
}

const MANY = 100_000;

describe('messages', () => {
  const opened: Pool[] = [];
  const open = (processes: number): { pool: Pool; traffic: Traffic } => {
    const counting = countingPool(processes);
    opened.push(counting.pool);
    return counting;
  };
  afterAll(() => Promise.all(opened.map((pool) => pool.terminate())));

  it.each([
    ['poolImap', poolImap],
    ['poolImapUnordered', poolImapUnordered],
  ])('carry many quick items at chunksize 1, %s', async (_, operator) => {
    const { pool, traffic } = open(2);
    const results = await collect(from(upTo(MANY)).pipe(operator((x: number) => x + 1, { pool })));
    expect(results).toHaveLength(MANY);
    // On a machine that does nothing else it is some hundred times less.
    expect(traffic.sent.length).toBeLessThan(MANY / 10);
    expect(traffic.received.length).toBeLessThan(MANY / 10);
    expect(traffic.sent[0]).toBe(1);
  });

  it('carry whole chunks only', async () => {
    const { pool, traffic } = open(2);
    await collect(from(upTo(MANY)).pipe(poolImap((x) => x, { pool, chunksize: 7 })));
    const parts = traffic.sent.filter((items) => items % 7 !== 0);
    // The last chunk of the job is short.
    expect(parts.map((items) => items % 7)).toEqual([MANY % 7]);
  });

  it('carry one slow item each', async () => {
    const { pool, traffic } = open(2);
    const slow = (ms: number): number => {
      for (const end = performance.now() + ms; performance.now() < end;);
      return ms;
    };
    await collect(from(Array.from({ length: 20 }, () => 5)).pipe(poolImap(slow, { pool })));
    expect(traffic.sent).toEqual(Array.from({ length: 20 }, () => 1));
    expect(traffic.received).toEqual(traffic.sent);
  });

  it('get small as soon as an item proves slow', async () => {
    const { pool, traffic } = open(1);
    const work = (ms: number): number => {
      for (const end = performance.now() + ms; performance.now() < end;);
      return ms;
    };
    const items = [...Array.from({ length: 20_000 }, () => 0), ...Array.from({ length: 200 }, () => 2)];
    const results = from(items).pipe(poolImap(work, { pool }));
    expect(await collect(results)).toEqual(items);
    // Of the slow ones, half may have gone in the message behind the last quick ones, and a quarter in the next.
    expect(traffic.sent.slice(-10)).toEqual(Array.from({ length: 10 }, () => 1));
  });

  it('carry results before their chunk is done', async () => {
    const { pool, traffic } = open(1);
    const work = (ms: number): number => {
      for (const end = performance.now() + ms; performance.now() < end;);
      return ms;
    };
    await collect(from(Array.from({ length: 20 }, () => 2)).pipe(poolImap(work, { pool, chunksize: 20 })));
    expect(traffic.sent).toEqual([20]);
    expect(traffic.received).toEqual(Array.from({ length: 20 }, () => 1));
  });

  it('are few for a single item', async () => {
    const { pool, traffic } = open(2);
    expect(await collect(of(1).pipe(poolImap((x) => x + 1, { pool })))).toEqual([2]);
    expect(traffic).toEqual({ sent: [1], received: [1] });
  });
});
