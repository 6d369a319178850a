import { createRequire } from 'node:module';
import { Pool, poolFrom, poolImap, poolImapUnordered } from 'rxjs-pool';
import * as rxjs from 'rxjs';
import { describe, expect, it } from 'vitest';
import { sharedPool } from '../conformance.js';
import { collect, counted } from '../helpers.js';

/** Another copy of rxjs, as a program has it whose dependencies do not agree on a version. */
function anotherCopy(): typeof rxjs {
  const require = createRequire(import.meta.url);
  const copies = [require('rxjs') as typeof rxjs];
  const paths = Object.keys(require.cache).filter((path) => /[/\\]rxjs[/\\]/.test(path));
  const before = paths.map((path) => [path, require.cache[path]] as const);
  for (const path of paths) Reflect.deleteProperty(require.cache, path);
  copies.push(require('rxjs') as typeof rxjs);
  for (const [path, loaded] of before) require.cache[path] = loaded;
  return copies[1] as typeof rxjs;
}

const other = anotherCopy();
const double = (x: number) => 2 * x;

describe('two copies of rxjs', () => {
  const shared = sharedPool(() => new Pool(1));

  it('are two', () => {
    expect(other.Observable).not.toBe(rxjs.Observable);
  });

  it.each([
    [
      'operators',
      (source: rxjs.Observable<number>) =>
        source.pipe(
          other.map(double),
          rxjs.filter(() => true),
        ),
    ],
    ['a source', (source: rxjs.Observable<number>) => other.defer(() => source).pipe(other.tap())],
    [
      'a flattening operator',
      (source: rxjs.Observable<number>) => other.of(0).pipe(other.concatMap(() => source)),
    ],
  ])('%s of the other keep an endless source in bounds', async (_what, through) => {
    const options = { pool: shared(), buffersize: 8 };
    const source = counted();
    const results = through(poolFrom(source)).pipe(poolImap(double, options), other.take(20));
    expect(await collect(results)).toHaveLength(20);
    expect(source.counts.pulled).toBeLessThanOrEqual(28);
    expect(source.counts.closed).toBe(1);
  });

  it('a stage is slowed by the one below it, with operators of the other between', async () => {
    const options = { pool: shared(), buffersize: 4 };
    const source = counted();
    const results = poolFrom(source).pipe(
      poolImapUnordered(double, options),
      other.map(double),
      poolImap(double, options),
      other.take(10),
    );
    expect(await collect(results)).toHaveLength(10);
    expect(source.counts.pulled).toBeLessThanOrEqual(18);
  });
});
