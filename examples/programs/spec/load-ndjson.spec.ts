import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { run } from './run.js';

let folder = '';
let files: [input: string, database: string, rejects: string] = ['', '', ''];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rxjs-pool-load-'));
  files = [join(folder, 'in'), join(folder, 'orders.duckdb'), join(folder, 'bad.ndjson')];
  await mkdir(files[0]);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

function order(id: number): string {
  const paid = new Date(Date.UTC(2024, 0, 1) + id * 1000).toISOString();
  return `${JSON.stringify({ id, customer: `Zoë ${id % 7}`, amount: id / 4, paid })}\n`;
}

/** Writes a gzip'd file of the input. */
function give(name: string, content: string, end = Infinity): Promise<void> {
  return writeFile(join(files[0], name), gzipSync(content).subarray(0, end));
}

async function query(sql: string): Promise<unknown> {
  const instance = await DuckDBInstance.create(files[1], { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(sql)).getRowsJson();
  connection.closeSync();
  instance.closeSync();
  return rows;
}

describe('load-ndjson', () => {
  it('loads the rows of all files', async () => {
    await give('one.ndjson.gz', `${order(1)}\r\n${order(2)}`);
    await give('two.ndjson.gz', order(3).trimEnd());
    await writeFile(join(files[0], 'notes.txt'), 'not for the table');
    const { code, lines, errors } = await run('load-ndjson', files);
    expect({ code, lines, errors }).toEqual({
      code: 0,
      lines: ['3 rows of 2 files, 0 bad rows, 0 broken files'],
      errors: '',
    });
    expect(await query('SELECT * FROM orders ORDER BY id')).toEqual([
      ['one.ndjson.gz', 1, 'Zoë 1', 0.25, '2024-01-01 00:00:01'],
      ['one.ndjson.gz', 2, 'Zoë 2', 0.5, '2024-01-01 00:00:02'],
      ['two.ndjson.gz', 3, 'Zoë 3', 0.75, '2024-01-01 00:00:03'],
    ]);
    expect(await readFile(files[2], 'utf8')).toBe('');
  });

  it('keeps bad rows apart, with their file and line', async () => {
    await give('mixed.ndjson.gz', `${order(1)}nonsense\n\n{"id":1.5,"customer":"","amount":2}\n${order(2)}`);
    const { code, lines } = await run('load-ndjson', files);
    expect(lines).toEqual(['2 rows of 1 files, 2 bad rows, 0 broken files']);
    expect(code).toBe(0);
    const bad = (await readFile(files[2], 'utf8')).trimEnd().split('\n');
    expect(bad.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        file: 'mixed.ndjson.gz',
        line: 2,
        problem: expect.stringContaining('JSON') as unknown,
        text: 'nonsense',
      },
      {
        file: 'mixed.ndjson.gz',
        line: 4,
        problem: expect.stringMatching(/^id: .*; customer: .*; paid: /) as unknown,
        text: '{"id":1.5,"customer":"","amount":2}',
      },
    ]);
  });

  it('loads nothing of a file that breaks off, and all of the others', async () => {
    const many = Array.from({ length: 50_000 }, (_, id) => order(id)).join('');
    await give('cut.ndjson.gz', many, 100_000);
    await writeFile(join(files[0], 'plain.ndjson.gz'), order(1));
    await give('endless.ndjson.gz', ' '.repeat(2_000_000));
    await give('good.ndjson.gz', order(1));
    const { code, lines, errors } = await run('load-ndjson', files);
    expect(lines).toEqual(['1 rows of 1 files, 0 bad rows, 3 broken files']);
    expect(errors.trimEnd().split('\n').toSorted()).toEqual([
      'cut.ndjson.gz: unexpected end of file',
      'endless.ndjson.gz: a line is longer than 1000000 characters',
      'plain.ndjson.gz: incorrect header check',
    ]);
    expect(code).toBe(1);
    expect(await query('SELECT DISTINCT file FROM orders')).toEqual([['good.ndjson.gz']]);
  });

  it('replaces the rows of an earlier run', async () => {
    await give('one.ndjson.gz', `${order(1)}nonsense`);
    await run('load-ndjson', files);
    await give('one.ndjson.gz', order(2));
    const { lines } = await run('load-ndjson', files);
    expect(lines).toEqual(['1 rows of 1 files, 0 bad rows, 0 broken files']);
    expect(await query('SELECT id FROM orders')).toEqual([[2]]);
    expect(await readFile(files[2], 'utf8')).toBe('');
  });

  it.each([
    ['there is no such folder', 0, 'nothing', /^ENOENT: .*nothing'\n$/],
    ['the folder has nothing to load', 0, 'empty', /^.*empty has no files that end in \.gz: .*\n$/],
    ['the database is no database', 1, 'text.txt', /^.*text\.txt.* not a valid DuckDB database file!?\n$/],
    ['the rejects cannot be written', 2, 'empty', /^EISDIR: .*empty'\n$/],
  ])('says in one line that %s', async (_, at, name, complaint) => {
    await give('one.ndjson.gz', order(1));
    await mkdir(join(folder, 'empty'));
    await writeFile(join(folder, 'text.txt'), 'no database\n'.repeat(1000));
    const { code, lines, errors } = await run('load-ndjson', files.with(at, join(folder, name)));
    expect(errors).toMatch(complaint);
    expect(lines).toEqual([]);
    expect(code).toBe(1);
  });

  it('needs no more memory for a million rows', { timeout: 300_000 }, async () => {
    const blocks = Readable.from(
      (function* () {
        for (let id = 0; id < 1_000_000; id += 1000) {
          yield Array.from({ length: 1000 }, (_, at) => order(id + at)).join('');
        }
      })(),
    );
    const big = join(files[0], 'big.ndjson.gz');
    await pipeline(blocks, createGzip({ level: 1 }), createWriteStream(big));
    // A program that keeps the rows dies of this.
    vi.stubEnv('NODE_OPTIONS', '--max-old-space-size=64');
    const { lines, errors } = await run('load-ndjson', files);
    expect(lines).toEqual(['1000000 rows of 1 files, 0 bad rows, 0 broken files']);
    expect(errors).toBe('');
    expect(await query('SELECT sum(id)::BIGINT, count(DISTINCT id) FROM orders')).toEqual([
      ['499999500000', '1000000'],
    ]);
  });
});
