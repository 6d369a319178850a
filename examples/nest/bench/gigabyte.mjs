/**
 * `npm run example:nest:gigabyte`: uploads a gigabyte to a service that has 200 MB of heap, and checks every answer.
 *
 * `--megabytes 100` uploads less, `--csv` uploads CSV, which takes its parser longer than JSON takes Node's.
 */
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { ask, measured } from '../harness/ask.mjs';
import { csvHeader, ndjsonRow } from '../harness/make-row.mjs';
import { startService } from '../harness/start-service.mjs';

const { values } = parseArgs({
  options: { megabytes: { type: 'string', default: '1000' }, csv: { type: 'boolean', default: false } },
});
const bytes = Number(values.megabytes) * 1e6;
const note = 'leave it with the neighbour '.repeat(150);

const service = await startService({}, ['--max-old-space-size=200', ...measured]);
try {
  const start = performance.now();
  const upload = request(`${service.url}/jobs`, {
    method: 'POST',
    headers: { 'Content-Type': values.csv ? 'text/csv' : 'application/x-ndjson' },
    agent: false,
  });
  const answered = once(upload, 'response').then(([response]) => check(response));
  const sent = await send(upload);
  const rows = await answered;
  if (rows !== sent.rows) throw new Error(`${sent.rows} rows were sent, and ${rows} answered`);
  const seconds = (performance.now() - start) / 1000;
  const { peakMB } = await ask(service.child, 'read');
  console.log(
    `${(sent.bytes / 1e6).toFixed(0)} MB in ${rows} rows: ${seconds.toFixed(0)} s, ` +
      `${(sent.bytes / 1e6 / seconds).toFixed(1)} MB/s; heap of 200 MB, with the workers ${peakMB.toFixed(0)} MB resident at most`,
  );
} finally {
  await service.kill();
}

/** @param {import('node:http').ClientRequest} upload */
async function send(upload) {
  let rows = 0;
  let sent = 0;
  const write = async (/** @type {string} */ text) => {
    sent += Buffer.byteLength(text);
    if (!upload.write(text)) await once(upload, 'drain');
  };
  if (values.csv) await write(csvHeader);
  for (; sent < bytes; rows++) await write(row(rows));
  upload.end();
  return { rows, bytes: sent };
}

/** @param {number} index */
function row(index) {
  return values.csv ? `${index},user${index}@example.org,1,2,"${note}"\n` : ndjsonRow(index, note);
}

/** Counts the answers; each has to be that of the next row. @param {import('node:http').IncomingMessage} response */
async function check(response) {
  let rows = 0;
  for await (const line of createInterface({ input: response })) {
    const { id, error } = JSON.parse(line);
    if (id !== String(rows) || error !== undefined) throw new Error(`Row ${rows} was answered by ${line}`);
    rows++;
  }
  if (!response.complete) throw new Error(`The answer broke off after ${rows} rows`);
  return rows;
}
