import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csvHeader, csvRow, csvRows, ndjsonRow } from '../harness/make-row.mjs';
import { startService, type Service } from '../harness/start-service.mjs';
import { Upload } from '../harness/upload.mjs';
import { beginJob } from './begin-job.js';
import { service } from './service.js';

// For all tests that need no settings of their own.
let shared: Service;
beforeAll(async () => {
  shared = await startService({ PROCESSES: '2', MAX_JOBS: '4' });
});
afterAll(() => shared.kill());

/** Uploads a text as a whole. */
function upload(url: string, text: string, headers?: Record<string, string>): Upload {
  const one = new Upload(url, headers);
  void one.write(text);
  one.end();
  return one;
}

const NDJSON = { 'Content-Type': 'application/x-ndjson' };

describe('POST /jobs', () => {
  it('answers each row in order, and bad ones with an error and their line', async () => {
    const { url } = shared;
    const text = [
      'note,id,email,lat,lon',
      '"two\nlines",1,Ada@example.org,52.5,13.4',
      '',
      ',2,nobody,0,0',
      ',3,eve@example.org,91,0',
      ',4,too,many,columns,0,0',
      ',5,ada@example.org,-33.9,151.2\r',
      ',6,"unclosed,0,0',
    ].join('\n');
    const { lines, isWhole } = await upload(url, text).answer();
    expect(isWhole).toBe(true);
    expect(lines).toEqual([
      { line: 2, id: '1', person: expect.any(String), depot: 'Berlin', km: expect.any(Number), words: 2 },
      { line: 5, error: "email must be an e-mail address: received 'nobody'" },
      { line: 6, error: "lat must be a number from -90 to 90: received '91'" },
      { line: 7, error: expect.stringContaining('Invalid Record Length') },
      { line: 8, id: '5', person: expect.any(String), depot: 'Sydney', km: expect.any(Number), words: 0 },
      { line: 9, error: expect.stringContaining('Quote Not Closed') },
    ]);
    const [first, , , , second] = lines as Array<{ person?: string }>;
    expect(first?.person).toBe(second?.person);
  });

  it('reads NDJSON', async () => {
    const { url } = shared;
    const text = `${ndjsonRow(7)}nonsense\n[1]\n{"id":8}\n\n${ndjsonRow(9).trim()}`;
    const { lines } = await upload(url, text, NDJSON).answer();
    expect(lines).toEqual([
      expect.objectContaining({ line: 1, id: '7', words: 20 }),
      { line: 2, error: expect.stringContaining('JSON') },
      { line: 3, error: 'A row must be an object' },
      { line: 4, error: 'email must be an e-mail address: received undefined' },
      expect.objectContaining({ line: 6, id: '9' }),
    ]);
  });

  it('answers as many uploads at once as there are places, each with its own rows', async () => {
    const { url } = shared;
    const counts = [900, 1200, 1500, 1800];
    const answers = await Promise.all(
      counts.map((count) => upload(url, csvHeader + csvRows(0, count)).answer()),
    );
    for (const [at, { lines, isWhole }] of answers.entries()) {
      expect(isWhole).toBe(true);
      expect(lines.map(({ id }) => Number(id))).toEqual(
        Array.from({ length: counts[at] ?? 0 }, (_, id) => id),
      );
      expect(lines.every(({ line, depot }, index) => line === index + 2 && depot !== undefined)).toBe(true);
    }
  });

  it('refuses with 503 and Retry-After while all places are taken', async () => {
    const { url } = await service({ MAX_JOBS: '1', RETRY_AFTER: '7' });
    const { upload: first, rows } = await beginJob(url);
    const { status, message, headers } = await upload(url, csvHeader + csvRow(0)).refusal();
    expect(status).toBe(503);
    expect(headers['retry-after']).toBe('7');
    expect(message).toBe('All 1 places are taken: try again in 7 s');
    first.end();
    expect((await first.answer()).lines).toHaveLength(rows);
    expect((await upload(url, csvHeader + csvRow(0)).answer()).lines).toHaveLength(1);
  });

  it.each([
    ['text/plain', { 'Content-Type': 'text/plain' }, "received 'text/plain'"],
    ['no type', { 'Content-Type': '' }, "received ''"],
    ['gzip', { 'Content-Encoding': 'gzip' }, "must not be compressed: received content-encoding 'gzip'"],
  ])('refuses with 415: %s', async (_, headers, words) => {
    const { url } = shared;
    const { status, message } = await upload(url, csvHeader + csvRow(0), headers).refusal();
    expect(status).toBe(415);
    expect(message).toContain(words);
  });

  it.each([
    ['an empty upload', '', {}, 'The upload must have rows: received none'],
    ['a CSV upload of a header', csvHeader, {}, 'The upload must have rows: received none'],
    ['blank lines', '\n\r\n \n', NDJSON, 'The upload must have rows: received none'],
    [
      'a header that lacks columns',
      'id,lat\n1,2\n',
      {},
      'The CSV header must name id, email, lat, lon: it lacks email, lon',
    ],
  ])('refuses with 400: %s', async (_, text, headers, message) => {
    const { url } = shared;
    expect(await upload(url, text, headers as Record<string, string>).refusal()).toMatchObject({
      status: 400,
      message,
    });
  });

  it('refuses with 413 a row that is too long, also one that never ends', async () => {
    const { url } = await service({ MAX_ROW_BYTES: '200' });
    const long = csvHeader + csvRow(0) + `1,${'x'.repeat(200)}@y,0,0,\n`;
    const message = 'Line 3 is too long: a row may have 200 bytes';
    expect(await upload(url, long).refusal()).toMatchObject({ status: 413, message });
    const endless = new Upload(url);
    await endless.write(`${csvHeader}0,"${'x'.repeat(200)}`);
    expect(await endless.refusal()).toMatchObject({ status: 413 });
  });

  it.each([
    ['413', csvHeader + `1,${'x'.repeat(20_000)}@y,0,0,\n`, {}, 413],
    ['415', '', { 'Content-Type': 'text/plain' }, 415],
  ])('hears a client out that still sends, so that it learns why: %s', async (_, text, headers, status) => {
    const one = new Upload(shared.url, headers as Record<string, string>);
    const refusal = one.refusal();
    await one.write(text);
    const megabyte = 'x\n'.repeat(500_000);
    for (let count = 0; count < 16; count++) await one.write(megabyte);
    one.end();
    expect(await refusal).toMatchObject({ status });
  });

  it('says so in the last line, and breaks off, where the answer has begun', async () => {
    const { url } = await service({ MAX_ROW_BYTES: '300' });
    const { upload: one, rows } = await beginJob(url);
    await one.write('x'.repeat(301));
    one.end();
    const { lines, isWhole } = await one.answer();
    expect(isWhole).toBe(false);
    const last = lines.pop();
    expect(last).toEqual({ failed: `Line ${rows + 2} is too long: a row may have 300 bytes` });
    expect(lines.every(({ error }) => error === undefined)).toBe(true);
  });
});

it('GET /health tells how the pool is', async () => {
  const { url } = shared;
  await upload(url, csvHeader + csvRow(0)).answer();
  const response = await fetch(`${url}/health`);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    status: 'ok',
    details: { pool: { status: 'up', workers: 2, processes: 2, queued: 0, oldest: 0 } },
  });
});
