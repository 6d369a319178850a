/**
 * Loads a folder of gzip'd JSON lines into a table of DuckDB. Workers unzip, parse and check; this thread writes.
 *
 *     node examples/programs/load-ndjson.mjs FOLDER orders.duckdb orders.bad.ndjson
 *
 * A line is an order, such as `{"id":1,"customer":"Ada","amount":9.5,"paid":"2024-05-06T07:08:09Z"}`. A bad row goes to the
 * last file, with its file and line. Of a file that breaks off, no row is loaded. Files of any length run in the same memory: a
 * worker that is ahead of the table waits at its `yield`. The new table takes the place of an older one when all is done.
 */
import { createReadStream, writeSync } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import * as duckdb from '@duckdb/node-api';
import cliProgress from 'cli-progress';
import { bufferCount } from 'rxjs';
import { poolFrom, poolMergeMap } from 'rxjs-pool';
import { report } from 'rxjs-pool/tasks';
import { z } from 'zod';

/** Rows that are written at a time: as many as fit in a chunk of DuckDB. */
const BATCH = 2048;
const COLUMNS = [duckdb.VARCHAR, duckdb.INTEGER, duckdb.VARCHAR, duckdb.DOUBLE, duckdb.TIMESTAMP];
const LONGEST_LINE = 1_000_000;

const [folder, database, rejects, ...others] = process.argv.slice(2);
if (folder === undefined || database === undefined || rejects === undefined || others.length > 0) {
  console.error(
    'Give me a folder and two files: node load-ndjson.mjs FOLDER orders.duckdb orders.bad.ndjson',
  );
  process.exit(2);
}

/**
 * The lines of a gzip'd file. Throws where a file breaks off. Reports how many bytes have been read.
 *
 * @param {string} path
 * @returns {AsyncGenerator<string>}
 */
async function* linesOf(path) {
  let rest = '';
  const file = createReadStream(path);
  // The loop hears of every error, so nobody else has to.
  const texts = pipeline(file, createGunzip(), () => undefined).setEncoding('utf8');
  for await (const text of texts) {
    report(file.bytesRead);
    const lines = (rest + String(text)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) throw new Error(`a line is longer than ${LONGEST_LINE} characters`);
    yield* lines;
  }
  if (rest !== '') yield rest;
}

/** @typedef {{ row: Order } | { line: number, problem: string, text: string }} Line */
/** @typedef {{ id: number, customer: string, amount: number, paid: number }} Order */

/**
 * Runs in a worker, which imports zod for itself. A bad row is a value too: the file goes on behind it.
 *
 * @param {string} path
 * @returns {AsyncGenerator<Line>}
 */
async function* ordersIn(path) {
  // A schema cannot travel, so each file makes its own.
  const order = z.object({
    id: z.int32(),
    customer: z.string().min(1),
    amount: z.number().nonnegative(),
    paid: z.iso.datetime().transform((text) => Date.parse(text)),
  });
  let line = 0;
  for await (const text of linesOf(path)) {
    line++;
    if (text.trim() === '') continue;
    try {
      yield { row: order.parse(JSON.parse(text)) };
    } catch (error) {
      const problem =
        error instanceof z.ZodError
          ? error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
          : String(error);
      yield { line, problem, text: text.slice(0, 200) };
    }
  }
}

const files = (await readdir(folder).catch(stop)).filter((name) => name.endsWith('.gz')).toSorted();
if (files.length === 0) stop(new Error(`${folder} has no files that end in .gz: give me a folder that has`));
const paths = files.map((name) => join(folder, name));
const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size)).catch(stop);
// DuckDB keeps what it has written, until this much is in memory.
const instance = await duckdb.DuckDBInstance.create(database, { memory_limit: '128MB' }).catch(stop);
const bad = await open(rejects, 'w').catch(stop);
const connection = await instance.connect();
await connection.run('BEGIN');
await connection.run(
  'CREATE OR REPLACE TABLE orders (file VARCHAR, id INTEGER, customer VARCHAR, amount DOUBLE, paid TIMESTAMP)',
);
const appender = await connection.createAppender('orders');

const count = { rows: 0, bad: 0, files: 0 };
/** @type {Map<string, unknown>} */
const broken = new Map();
/** The bytes of each file that its worker has read. */
const read = files.map(() => 0);
const bar = new cliProgress.SingleBar({
  // Draws nothing where there is no terminal.
  stream: process.stderr,
  format: '{bar} {percentage} % | {files} of {all} files | {rows} rows, {bad} bad | {eta_formatted} left',
});
bar.start(sum(sizes), 0, { ...count, all: files.length });

/**
 * Writes before it returns. For the pool, a row is delivered then, so its workers wait while the table is slow.
 *
 * @param {import('rxjs-pool').ItemNotification<Line>[]} batch
 */
function write(batch) {
  const rows = [];
  for (const event of batch) {
    const file = files[event.index] ?? '';
    if (event.kind === 'C') count.files++;
    else if (event.kind === 'E') broken.set(file, event.error);
    else if ('row' in event.value) {
      const { id, customer, amount, paid } = event.value.row;
      rows.push([file, id, customer, amount, new duckdb.DuckDBTimestampValue(BigInt(paid) * 1000n)]);
    } else {
      count.bad++;
      writeSync(bad.fd, `${JSON.stringify({ file, ...event.value })}\n`);
    }
  }
  if (rows.length > 0) {
    const chunk = duckdb.DuckDBDataChunk.create(COLUMNS);
    chunk.setRows(rows);
    appender.appendDataChunk(chunk);
  }
  count.rows += rows.length;
  bar.update(sum(read), count);
}

const batches = poolFrom(paths).pipe(
  poolMergeMap(ordersIn, {
    settle: true,
    buffersize: 2 * BATCH,
    onReport: ({ index, value }) => (read[index] = Number(value)),
  }),
  bufferCount(BATCH),
);
await batches
  .forEach(write)
  .finally(() => bar.stop())
  .catch(stop);
appender.closeSync();
for (const [file, error] of broken) {
  const { rowsChanged } = await connection.run('DELETE FROM orders WHERE file = $1', [file]);
  count.rows -= rowsChanged;
  console.error(`${file}: ${messageOf(error)}`);
}
await connection.run('COMMIT').catch(stop);
connection.closeSync();
instance.closeSync();
await bad.close();
console.log(`${count.rows} rows of ${count.files} files, ${count.bad} bad rows, ${broken.size} broken files`);
process.exitCode = broken.size > 0 ? 1 : 0;

/** @param {number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/**
 * @param {unknown} error
 * @returns {never}
 */
function stop(error) {
  console.error(messageOf(error));
  process.exit(1);
}
