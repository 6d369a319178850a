import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dataset } from './dataset.js';
import { run } from './run.js';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rxjs-pool-query-files-'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

describe('query-files', () => {
  it('asks files of every kind, in the order of their names', async () => {
    for (const name of ['airports.csv', 'flights-3m.parquet', 'cars.json', 'unemployment.tsv', '7zip.png'])
      await copyFile(dataset(name), join(folder, name));
    const { code, lines } = await run('query-files', [folder, 'SELECT count(*)::INTEGER AS rows FROM data']);
    expect(parsed(lines)).toEqual([
      { file: 'airports.csv', rows: 3376 },
      { file: 'cars.json', rows: 406 },
      { file: 'flights-3m.parquet', rows: 3_000_000 },
      { file: 'unemployment.tsv', rows: 3218 },
    ]);
    expect(code).toBe(0);
  });

  it('opens one database in each worker, and closes it', async () => {
    const log = join(folder, 'log');
    vi.stubEnv('DATABASE_LOG', log);
    // A URL, because a path with a space in it would be two options.
    vi.stubEnv('NODE_OPTIONS', `--import ${new URL('fixtures/log-databases.mjs', import.meta.url).href}`);
    const names = Array.from({ length: 40 }, (_, at) => `${10 + at}.csv`);
    for (const name of names) await copyFile(dataset('stocks.csv'), join(folder, name));

    const query = "SELECT max(price) AS highest FROM data WHERE symbol = 'GOOG'";
    const { code, lines, errors } = await run('query-files', [folder, query]);
    expect(errors).toBe('');
    expect(parsed(lines)).toEqual(names.map((file) => ({ file, highest: 707 })));
    expect(code).toBe(0);

    const words = (await readFile(log, 'utf8')).split('\n');
    const opened = words.filter((word) => word === 'opened').length;
    expect(opened).toBeGreaterThan(0);
    expect(opened).toBeLessThanOrEqual(availableParallelism());
    expect(words.filter((word) => word === 'closed')).toHaveLength(opened);
  });

  it('takes the names of files as they are', async () => {
    const names = ["it's.csv", 'a[1].csv', 'a1.csv', 'bc.csv', 'b{c}.csv'].toSorted();
    for (const name of names) await writeFile(join(folder, name), `name\n"${name}"\n`);
    const { lines, errors } = await run('query-files', [folder, 'FROM data']);
    expect(errors).toBe('');
    expect(parsed(lines)).toEqual(names.map((name) => ({ file: name, name })));
  });

  it('lets a broken file cost itself only', async () => {
    await copyFile(dataset('stocks.csv'), join(folder, 'stocks.csv'));
    await writeFile(join(folder, 'broken.parquet'), 'no Parquet');
    const { code, lines, errors } = await run('query-files', [folder, 'SELECT count(*) AS rows FROM data']);
    expect(parsed(lines)).toEqual([{ file: 'stocks.csv', rows: '560' }]);
    expect(errors).toMatch(/^broken\.parquet: .*\n$/);
    expect(code).toBe(1);
  });

  it('says once that a query is not SQL', async () => {
    for (const name of ['airports.csv', 'stocks.csv', 'weather.csv'])
      await copyFile(dataset(name), join(folder, name));
    const { code, lines, errors } = await run('query-files', [folder, 'SELEC * FROM data']);
    expect(lines).toEqual([]);
    expect(errors).toMatch(/^.*syntax error at or near "SELEC"\n$/);
    expect(code).toBe(1);
  });

  it('says in one line that a directory has nothing to query', async () => {
    await writeFile(join(folder, 'notes.txt'), 'no data');
    const { code, errors } = await run('query-files', [folder, 'FROM data']);
    expect(errors).toBe(`${folder} has no CSV, JSON or Parquet files: give me a directory that has\n`);
    expect(code).toBe(1);
  });

  it('says in one line that there is no such directory', async () => {
    const { code, errors } = await run('query-files', [join(folder, 'nothing'), 'FROM data']);
    expect(errors).toMatch(/^ENOENT.*\n$/);
    expect(code).toBe(1);
  });
});

function parsed(lines: string[]): unknown[] {
  return lines.map((line) => JSON.parse(line) as unknown);
}
