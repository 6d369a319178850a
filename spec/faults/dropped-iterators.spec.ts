import { Pool } from 'rxjs-pool';
import { describe, expect, it } from 'vitest';
import { collectedUntil } from '../collected.js';
import { within } from '../helpers.js';

describe('an iterator that is dropped half-way', () => {
  it('closes its source, and its job ends', async () => {
    await using pool = new Pool(1);
    let isClosed = false;
    function* endless(): Generator<number> {
      try {
        for (let x = 0; ; x++) yield x;
      } finally {
        isClosed = true;
      }
    }
    const begin = async (): Promise<unknown> => {
      const iterator = pool.imap((x: number) => x + 1, endless());
      return [await iterator.next(), await iterator.next()];
    };
    expect(await within(begin())).toEqual([
      { done: false, value: 1 },
      { done: false, value: 2 },
    ]);
    expect(await collectedUntil(() => isClosed)).toBe(true);
    expect(pool.stats.jobs).toBe(0);
  });

  it('still gives what it has promised', async () => {
    await using pool = new Pool(1);
    const slow = (x: number): Promise<number> => new Promise((resolve) => setTimeout(resolve, 300, x));
    const promised = pool.imap(slow, [7, 8]).next();
    let isOver = false;
    void promised.finally(() => (isOver = true));
    await collectedUntil(() => isOver);
    expect(await within(promised)).toEqual({ done: false, value: 7 });
  });
});
