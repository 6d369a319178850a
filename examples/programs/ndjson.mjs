/**
 * Reads a JSON object from each line of stdin, and writes what becomes of it to stdout, in the same order.
 *
 *     node examples/programs/ndjson.mjs < big.ndjson > out.ndjson
 *
 * A file of any length runs in the same memory: a slow reader of stdout slows the pool, and that the reading of stdin.
 */
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { Pool } from 'rxjs-pool';

/**
 * Runs in a worker. A bad line is an answer too: the stream goes on.
 *
 * @param {string} text
 * @param {number} index
 */
function enrich(text, index) {
  const line = index + 1;
  try {
    const record = /** @type {Record<string, unknown>} */ (JSON.parse(text));
    const words =
      Object.values(record)
        .join(' ')
        .match(/\p{L}+/gu) ?? [];
    return `${JSON.stringify({ ...record, words: words.length })}\n`;
  } catch (error) {
    return `${JSON.stringify({ line, error: error instanceof Error ? error.message : String(error) })}\n`;
  }
}

const pool = new Pool();
const lines = createInterface({ input: process.stdin, crlfDelay: Infinity });
try {
  await pipeline(pool.imap(enrich, lines, { buffersize: 10_000 }), process.stdout);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await pool.terminate();
}
