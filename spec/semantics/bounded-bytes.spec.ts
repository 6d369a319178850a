import { poolFrom, poolImap, poolImapUnordered, poolMap } from 'rxjs-pool';
import { describe, expect, it } from 'vitest';
import { backends, sharedPool } from '../conformance.js';
import { FORMS, make } from '../fixtures/large.js';
import { giveLarge, type Traced } from '../fixtures/tasks.js';
import { collect, counted, type CountedSource, drain, probes, turns, upTo } from '../helpers.js';

/** Waits until no more of a source is read, for a while. */
async function atRest({ counts }: Pick<CountedSource, 'counts'>): Promise<void> {
  for (let before = 0; before === 0 || before < counts.pulled;) {
    before = counts.pulled;
    await turns(60);
  }
}

const bufferbytes = 1_000_000;
/** That many fit in. */
const fitting = 10;

describe.each(backends)('$name', ({ create, isQueue }) => {
  const size = 2;
  const shared = sharedPool(() => create({ processes: size }));
  const probe = probes();
  /** It is an estimate, and one that was on its way may come behind it. */
  const most = 1.5 * fitting + 2 * size;

  it.each(FORMS)('items: no more are read and not delivered, %s', async (form) => {
    const traces = probe();
    const source = counted(60);
    const items = function* () {
      for (const value of source) yield { ...traces.item(value), payload: make(form) };
    };
    const waitAt0 = async ({ gate, value }: Traced) => {
      const { existsSync } = process.getBuiltinModule('node:fs');
      while (value === 0 && !existsSync(gate)) await new Promise((resolve) => setTimeout(resolve, 2));
      return value;
    };
    const results = collect(poolFrom(items()).pipe(poolImap(waitAt0, { pool: shared(), bufferbytes })));
    await atRest(source);
    expect(source.counts.pulled).toBeLessThanOrEqual(most);
    traces.open();
    expect(await results).toEqual(upTo(60));
  });

  it('results: the same', async () => {
    const traces = probe();
    const source = counted(100);
    const items = function* () {
      for (const value of source) yield traces.item(value);
    };
    const largeBehind0 = async ({ gate, value }: Traced) => {
      const { existsSync } = process.getBuiltinModule('node:fs');
      while (value === 0 && !existsSync(gate)) await new Promise((resolve) => setTimeout(resolve, 2));
      return new Uint8Array(100_000).fill(value);
    };
    const options = { pool: shared(), bufferbytes };
    const results = collect(poolFrom(items()).pipe(poolImap(largeBehind0, options)));
    await atRest(source);
    expect(source.counts.pulled).toBeLessThanOrEqual(3 * fitting);
    traces.open();
    expect((await results).map(([first]) => first)).toEqual(upTo(100));
  });

  it.each(FORMS)('values: no more are here or on their way, %s', { skip: isQueue }, async (form) => {
    const traces = probe();
    const values = shared().concatMap(giveLarge, [{ ...traces.item(0), form }], { bufferbytes });
    await traces.until((lines) => lines.length >= fitting / 2);
    await turns(50);
    expect(traces.lines().length).toBeLessThanOrEqual(most);
    const read = await drain(values);
    expect(read.map(({ at }) => at)).toEqual(upTo(60));
    expect(read[59]?.payload).toEqual(make(form));
  });

  it('a chunk, and an item for each worker, fit in however large they are', async () => {
    const fat = () => ({ payload: new Uint8Array(1000) });
    const length = ({ payload }: { payload: Uint8Array }) => payload.length;
    for (const chunksize of [1, 7]) {
      const options = { pool: shared(), chunksize, bufferbytes: 1 };
      const source = poolFrom(upTo(40).map(fat));
      const lengths = upTo(40).map(() => 1000);
      expect(await collect(source.pipe(poolImap(length, options)))).toEqual(lengths);
      expect(await collect(source.pipe(poolImapUnordered(length, options)))).toEqual(lengths);
      expect(await collect(source.pipe(poolMap(length, options)))).toEqual([lengths]);
    }
  });

  it('several stages in a row pass it on', async () => {
    const source = counted(200);
    const items = function* () {
      for (const value of source) yield { value, payload: new Uint8Array(100_000) };
    };
    const same = <T>(x: T) => x;
    let ahead = 0;
    let read = 0;
    const options = { pool: shared(), bufferbytes };
    const slow = new Promise<number[]>((resolve, reject) => {
      const values: number[] = [];
      poolFrom(items())
        .pipe(poolImap(same, options), poolImap(same, options))
        .subscribe({
          next({ value }) {
            values.push(value);
            read++;
            ahead = Math.max(ahead, source.counts.pulled - read);
          },
          error: reject,
          complete: () => resolve(values),
        });
    });
    expect(await slow).toEqual(upTo(200));
    expect(ahead).toBeLessThanOrEqual(2 * most);
  });
});
