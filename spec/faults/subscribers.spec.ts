import { poolFrom, poolImap, poolImapUnordered, poolIstarmap, poolMap } from 'rxjs-pool';
import { from, map, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { counted, upTo, within } from '../helpers.js';
import { nearSettings, sharedWholePool } from './setup.js';
import { uncaught } from './uncaught.js';

const identity = (x: number) => x;

/** What a subscriber hears that throws at everything it hears. */
function heardBy(source: Observable<unknown>): Promise<{ values: unknown[]; ending: string }> {
  const values: unknown[] = [];
  return within(
    new Promise((resolve) => {
      source.subscribe({
        next(value) {
          values.push(value);
          throw new Error(`next ${values.length}`);
        },
        error(error: Error) {
          resolve({ values, ending: error.message });
          throw new Error('error');
        },
        complete() {
          resolve({ values, ending: 'complete' });
          throw new Error('complete');
        },
      });
    }),
  );
}

describe.each(nearSettings)('$name', (setting) => {
  const { chunksize } = setting;
  const pool = sharedWholePool(() => setting.create());
  const errors = uncaught();

  it('a subscriber that throws at each result gets all of them, and the program hears of it', async () => {
    const options = { pool: pool(), chunksize };
    const operator = setting.isOrdered ? poolImap : poolImapUnordered;
    const sources = [
      from(upTo(9)).pipe(operator(identity, options)),
      poolFrom(upTo(9)).pipe(operator(identity, options)),
      from(upTo(9).map((x) => [x] as const)).pipe(poolIstarmap(identity, options)),
    ];
    for (const source of sources) {
      const { values, ending } = await heardBy(source);
      expect(values).toHaveLength(9);
      expect(ending).toBe('complete');
    }
    const { values } = await heardBy(from(upTo(9)).pipe(poolMap(identity, options)));
    expect(values).toEqual([upTo(9)]);
    const heard = await errors(3 * 10 + 2);
    expect(heard.filter((message) => message === 'complete')).toHaveLength(4);
  });

  it('a subscriber that throws at the error of an item ends nothing but itself', async () => {
    const failAt3 = (x: number) => {
      if (x === 3) throw new Error('item 3');
      return x;
    };
    const source = counted();
    const results = poolFrom(source).pipe(poolImap(failAt3, { pool: pool(), chunksize }));
    expect(await heardBy(results)).toEqual({ values: [0, 1, 2], ending: 'item 3' });
    expect(source.counts).toMatchObject({ opened: 1, closed: 1 });
    expect(await errors(4)).toContain('error');
  });

  it('an operator behind that throws ends the job, closes its source, and stops its chunks', async () => {
    const source = counted();
    const results = poolFrom(source).pipe(
      poolImap(identity, { pool: pool(), chunksize }),
      map((x) => {
        if (x === 5) throw new Error('map 5');
        return x;
      }),
    );
    expect(await heardBy(results)).toEqual({ values: upTo(5), ending: 'map 5' });
    expect(source.counts).toMatchObject({ opened: 1, closed: 1 });
    expect(pool().stats.jobs).toBe(0);
    expect(await errors(6)).toContain('error');
  });
});
