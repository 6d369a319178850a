import { expect, it } from 'vitest';
import { csvRows } from '../harness/make-row.mjs';
import { watchJob } from '../harness/watch-job.mjs';
import { beginJob } from './begin-job.js';
import { service } from './service.js';

it('tells the progress of a job while it runs, and how it has ended', async () => {
  const { url } = await service();
  const { upload, id, rows } = await beginJob(url);
  const events = watchJob(url, id);
  const { value: first } = await events.next();
  expect(first).toMatchObject({ state: 'running' });
  await upload.write('bad\n');
  await upload.write(csvRows(rows, rows + 1000));
  upload.end();
  const answer = upload.answer();
  let last = first;
  for await (const event of events) {
    expect(event.rows).toBeGreaterThanOrEqual(last?.rows ?? 0);
    last = event;
  }
  expect(last).toEqual({ state: 'done', rows: rows + 1001, bad: 1 });
  expect((await answer).lines).toHaveLength(rows + 1001);
  // Whoever asks later learns the end, too.
  expect((await watchJob(url, id).next()).value).toEqual(last);
});

it('has nothing to tell of a job that never was', async () => {
  const { url } = await service();
  const response = await fetch(`${url}/jobs/never/events`);
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ message: "There is no job 'never'" });
});

it('cancels the work of a client that leaves, and gives its place to the next', async () => {
  const { url } = await service({ MAX_JOBS: '1' });
  const { upload, id } = await beginJob(url);
  const events = watchJob(url, id);
  expect((await events.next()).value).toMatchObject({ state: 'running' });
  upload.drop();
  let last;
  for await (const event of events) last = event;
  expect(last).toMatchObject({ state: 'cancelled' });
  const health = (await (await fetch(`${url}/health`)).json()) as { details: { pool: object } };
  expect(health.details.pool).toMatchObject({ queued: 0 });
  const { upload: other } = await beginJob(url);
  other.end();
  expect((await other.answer()).isWhole).toBe(true);
});
