/**
 * Runs one SQL query on each data file in a directory: CSV, JSON and Parquet. In the query, the file is called `data`.
 *
 *     node examples/programs/query-files.mjs DIRECTORY 'SELECT count(*) AS rows FROM data'
 *
 * Each worker keeps one connection to a DuckDB database. The rows of the answers come as lines of JSON. A file that cannot
 * be queried costs one line on stderr, and the exit code 1. A query that is not SQL costs one line in all.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { finalize, from } from 'rxjs';
import { Pool, poolImap } from 'rxjs-pool';
import { workerState } from 'rxjs-pool/tasks';

const [directory, query, ...others] = process.argv.slice(2);
if (directory === undefined || !query?.trim() || others.length > 0) {
  console.error(
    'Give me a directory and a query: node query-files.mjs DIRECTORY "SELECT count(*) FROM data"',
  );
  process.exit(2);
}
const names = await readdir(directory).catch((error) => {
  fail(error);
  process.exit();
});
const files = names.filter((name) => /\.(csv|json|ndjson|parquet|tsv)$/i.test(name)).toSorted();
if (files.length === 0) fail(`${directory} has no CSV, JSON or Parquet files: give me a directory that has`);

/** @typedef {import('rxjs-pool/tasks').WorkerState<typeof open>} Database */

/** The initializer: runs once in each worker. */
async function open() {
  // There is a worker for each processor, so one thread is enough for each database.
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  // A query that is not SQL fails here, and with it the whole stream: one error, not one for each file.
  await connection.extractStatements(query);
  return { instance, connection };
}

/**
 * The finalizer: runs once in each worker that ends well.
 *
 * @param {Database} database
 */
function close({ instance, connection }) {
  connection.closeSync();
  instance.closeSync();
}

/**
 * Runs in a worker, for each file.
 *
 * @param {string} file
 */
async function ask(file) {
  const { connection } = /** @type {Database} */ (workerState());
  // A file name may have a quote in it, or letters that DuckDB would take for a pattern.
  const path = join(directory, file).replaceAll(/[*?[]/g, '[$&]').replaceAll("'", "''");
  await connection.run(`CREATE OR REPLACE TEMP VIEW data AS FROM '${path}'`);
  const reader = await connection.runAndReadAll(query);
  return reader.getRowObjectsJson();
}

// A thread that has to end during a call into a native library may end the whole program. A process ends alone.
const pool = new Pool({ runtime: 'child_process', initializer: open, finalizer: close });

// The reader of the output, such as `head`, may have seen enough.
process.stdout.once('error', () => process.exit(1));

from(files)
  .pipe(
    poolImap(ask, { pool, settle: true }),
    // Without this, the connections would not be closed.
    finalize(() => pool.close()),
  )
  .subscribe({
    next({ index, ...outcome }) {
      const file = files[index];
      if (outcome.status === 'rejected') fail(outcome.reason, `${file}: `);
      else for (const row of outcome.value) console.log(JSON.stringify({ file, ...row }));
    },
    error: fail,
  });

/** @param {unknown} reason */
function fail(reason, where = '') {
  // The first line says what is wrong. The others show the place in the query.
  const [message] = String(reason instanceof Error ? reason.message : reason).split('\n');
  console.error(`${where}${message}`);
  process.exitCode = 1;
}
