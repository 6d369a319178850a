/**
 * `npm run example:nest:load -- --minutes 2 --seed 7`: uploads of all kinds, clients that leave, and workers that are
 * killed, all at once. Every row of every job that ends has to be accounted for.
 */
import assert from 'node:assert';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { csvHeader, csvRow, ndjsonRow } from '../harness/make-row.mjs';
import { startService } from '../harness/start-service.mjs';
import { Upload } from '../harness/upload.mjs';
import { WorkerKiller } from '../harness/worker-killer.mjs';

const CLIENTS = 6;
const PLACES = 4;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    seed: { type: 'string', default: String(Date.now()) },
  },
});
const random = mulberry32(Number(values.seed));
const totals = { whole: 0, rows: 0, bad: 0, crashed: 0, left: 0, refused: 0, tooLong: 0, checks: 0 };
const killer = new WorkerKiller();
const service = await startService(
  { PROCESSES: '2', MAX_JOBS: String(PLACES), MAX_ROW_BYTES: '2000', ...killer.env },
  killer.options,
);
const end = performance.now() + Number(values.minutes) * 60_000;
console.log(`seed ${values.seed}, ${values.minutes} minutes`);
try {
  await Promise.all([...Array.from({ length: CLIENTS }, client), killing(), checking()]);
  const { details } = await health();
  assert.equal(details.pool.queued, 0, 'nothing waits when all clients are gone');
  service.child.kill('SIGTERM');
  assert.deepEqual(await service.gone, { code: null, signal: 'SIGTERM' });
  assert(totals.whole > 0 && totals.left > 0 && killer.kills > 0, 'everything has happened');
} catch (error) {
  console.error(service.log().slice(-5000));
  throw error;
} finally {
  await service.kill();
  killer.clean();
  console.log({ ...totals, kills: killer.kills });
}

async function client() {
  while (performance.now() < end) {
    const kind = random();
    if (kind < 0.7) await uploadWhole();
    else if (kind < 0.9) await leave();
    else await uploadTooLong();
  }
}

/** Uploads rows of which some are bad, and looks at every answer. */
async function uploadWhole() {
  const isCsv = random() < 0.5;
  const count = 1 + Math.floor(random() ** 3 * 20_000);
  const isBad = Array.from({ length: count }, () => random() < 0.02);
  const upload = new Upload(service.url, { 'Content-Type': isCsv ? 'text/csv' : 'application/x-ndjson' });
  const answering = answerOf(upload);
  if (isCsv) await upload.write(csvHeader);
  let piece = '';
  for (const [index, bad] of isBad.entries()) {
    piece += bad ? 'bad\n' : isCsv ? csvRow(index) : ndjsonRow(index);
    if (piece.length > 50_000 || index === count - 1) {
      await upload.write(piece);
      piece = '';
    }
  }
  upload.end();
  const answer = await answering;
  if (!answer) return;
  assert(answer.isWhole, 'an answer is whole');
  assert.equal(answer.lines.length, count, 'as many answers as rows');
  for (const [index, { line, id, error }] of answer.lines.entries()) {
    assert.equal(line, index + (isCsv ? 2 : 1), 'answers come in order');
    // Its worker was killed twice.
    const isCrashed = error?.startsWith('WorkerCrashedError') ?? false;
    if (isCrashed) totals.crashed++;
    else if (isBad[index]) assert(error, `row ${index} is bad`);
    else assert.equal(id, String(index), `row ${index} is good: ${error}`);
    if (isBad[index]) totals.bad++;
  }
  totals.whole++;
  totals.rows += count;
}

/** Leaves somewhere in the middle. */
async function leave() {
  const upload = new Upload(service.url);
  upload.head.then((response) => response.resume().on('error', () => undefined)).catch(() => undefined);
  await upload.write(csvHeader);
  const pieces = Math.floor(random() * 40);
  for (let piece = 0; piece < pieces; piece++) {
    await upload.write(Array.from({ length: 50 }, (_, index) => csvRow(index)).join(''));
    if (random() < 0.1) await setTimeout(random() * 50);
  }
  upload.drop();
  totals.left++;
}

/** Has a row that is too long behind some that are not. */
async function uploadTooLong() {
  const upload = new Upload(service.url);
  const answering = answerOf(upload);
  const rows = Math.floor(random() * 400);
  await upload.write(csvHeader + Array.from({ length: rows }, (_, index) => csvRow(index)).join(''));
  await upload.write(`${'x'.repeat(2001)}\n`);
  upload.end();
  const answer = await answering;
  if (!answer) return;
  assert(!answer.isWhole, 'an answer that broke off');
  const last = answer.lines.pop();
  assert.equal(last?.failed, `Line ${rows + 2} is too long: a row may have 2000 bytes`);
  for (const [index, { line }] of answer.lines.entries()) assert.equal(line, index + 2);
  totals.tooLong++;
}

/** The answer, unless the service refuses the upload; then the client waits for as long as it is told. @param {Upload} upload */
async function answerOf(upload) {
  const { statusCode, headers } = await upload.head;
  if (statusCode === 200) return upload.answer();
  const { message } = await upload.refusal();
  if (statusCode === 413) {
    assert.match(message, /^Line \d+ is too long/);
    totals.tooLong++;
    return undefined;
  }
  assert.equal(statusCode, 503, message);
  totals.refused++;
  await setTimeout(Number(headers['retry-after']) * 1000 * random());
  return undefined;
}

async function killing() {
  while (performance.now() < end) {
    await setTimeout(300 + random() * 1500);
    killer.kill();
  }
}

async function checking() {
  while (performance.now() < end) {
    await setTimeout(1000);
    await health();
    totals.checks++;
  }
}

async function health() {
  const response = await fetch(`${service.url}/health`);
  assert.equal(response.status, 200);
  return /** @type {{ details: { pool: { status: string, queued: number } } }} */ (await response.json());
}

/** @param {number} seed */
function mulberry32(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
