import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Reporter } from '../../dist/worker/reporter.js';

const BETWEEN_REPORTS = 50;

interface Sent {
  readonly value: number;
  readonly at: number;
}

/** Runs a function that reports its numbers, each after some ms, and never gives way. */
function sentBy(pauses: readonly number[], tail: number): { sent: Sent[]; end: number; reported: Sent[] } {
  let now = 1000;
  const sent: Sent[] = [];
  const reported: Sent[] = [];
  const reporter = new Reporter<number>({
    index: 0,
    copy: (value) => value as number,
    send: (value) => sent.push({ value, at: now }),
    now: () => now,
  });
  reporter.follow(() => {
    for (const [value, pause] of pauses.entries()) {
      now += pause;
      reported.push({ value, at: now });
      reporter.take(value);
    }
    now += tail;
  });
  const end = now;
  // Left behind by the item.
  reporter.take(-1);
  return { sent, end, reported };
}

const pause = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 200 }));

describe('a reporter', () => {
  it('sends the first report at once, the latest now and then, and the last in any case', () => {
    fc.assert(
      fc.property(fc.array(pause, { maxLength: 40 }), pause, (pauses, tail) => {
        const { sent, end, reported } = sentBy(pauses, tail);
        expect(sent[0]).toEqual(reported[0]);
        expect(sent.at(-1)?.value).toBe(reported.at(-1)?.value);
        for (const [at, one] of sent.entries()) {
          // As soon as it is reported, or at the end.
          const known = reported.find(({ value }) => value === one.value) as Sent;
          const isLast = at === sent.length - 1;
          expect(one.at === known.at || (isLast && one.at === end)).toBe(true);
          const before = sent[at - 1];
          if (before && !(isLast && one.at === end)) {
            expect(one.at - before.at).toBeGreaterThanOrEqual(BETWEEN_REPORTS);
          }
          if (before) expect(one.value).toBeGreaterThan(before.value);
        }
        // Nothing waits for longer than it has to while there are reports.
        for (const one of reported) {
          const last = sent.findLast(({ at, value }) => at <= one.at && value <= one.value) as Sent;
          expect(one.at - last.at < BETWEEN_REPORTS).toBe(true);
        }
      }),
    );
  });

  it('sends the latest after a while where the function waits, and nothing once it is over', async () => {
    const sent: unknown[] = [];
    const reporter = new Reporter<unknown>({
      index: 0,
      copy: (value) => value,
      send: (value) => sent.push(value),
      now: () => performance.now(),
    });
    let isHeard!: () => void;
    const heard = new Promise<void>((resolve) => (isHeard = resolve));
    const result = reporter.follow(async () => {
      for (const value of [1, 2, 3]) reporter.take(value);
      while (sent.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
      isHeard();
      reporter.take(4);
      return 'result';
    });
    await heard;
    expect(await result).toBe('result');
    reporter.take(5);
    await new Promise((resolve) => setTimeout(resolve, 2 * BETWEEN_REPORTS));
    expect(sent).toEqual([1, 3, 4]);
  });

  it('is over when the function throws', () => {
    const sent: unknown[] = [];
    const reporter = new Reporter<unknown>({
      index: 7,
      copy(value) {
        if (value === 'bad') throw new Error('no copy');
        return value;
      },
      send: (value) => sent.push(value),
      now: () => 0,
    });
    const run = () =>
      reporter.follow(() => {
        for (const value of [1, 2, 'bad']) reporter.take(value);
      });
    expect(run).toThrow('Cannot copy the report of item 7: it is not cloneable');
    expect(sent).toEqual([1, 2]);
  });
});
