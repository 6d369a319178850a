import { describe, expect, it } from 'vitest';
import { csvHeader, csvRow, csvRows } from '../harness/make-row.mjs';
import { Upload } from '../harness/upload.mjs';
import { watchJob } from '../harness/watch-job.mjs';
import { beginJob } from './begin-job.js';
import { service } from './service.js';

/** Asks until a job is refused: the signal has come through then. */
async function refused(url: string) {
  for (;;) {
    const upload = new Upload(url);
    void upload.write(csvHeader + csvRow(0));
    upload.end();
    const { statusCode } = await upload.head;
    if (statusCode === 503) return upload.refusal();
    await upload.answer();
  }
}

describe('SIGTERM', () => {
  it('lets running jobs end, refuses new ones, and then ends the service', async () => {
    const { url, child, gone } = await service({ SHUTDOWN_TIMEOUT: '25000' });
    const jobs = await Promise.all([beginJob(url), beginJob(url)]);
    const events = watchJob(url, jobs[0].id);
    await events.next();
    child.kill('SIGTERM');
    expect(await refused(url)).toMatchObject({
      message: 'The service is shutting down: try again in 2 s',
      headers: { 'retry-after': '2' },
    });
    expect((await fetch(`${url}/health`)).status).toBe(200);
    const answers = jobs.map(async ({ upload, rows }) => {
      await upload.write(csvRows(rows, rows + 500));
      upload.end();
      const { lines, isWhole } = await upload.answer();
      expect(isWhole).toBe(true);
      expect(lines.map(({ id }) => Number(id))).toEqual(Array.from({ length: rows + 500 }, (_, id) => id));
    });
    await Promise.all(answers);
    let last;
    for await (const event of events) last = event;
    expect(last).toMatchObject({ state: 'done' });
    expect(await gone).toEqual({ code: null, signal: 'SIGTERM' });
    await expect(fetch(`${url}/health`)).rejects.toThrow();
  });

  it('tells the client of a job that does not end in time, and ends the service', async () => {
    const { url, child, gone, log } = await service({ SHUTDOWN_TIMEOUT: '100' });
    const { upload } = await beginJob(url);
    const answer = upload.answer();
    child.kill('SIGTERM');
    const { lines, isWhole } = await answer;
    expect(isWhole).toBe(false);
    expect(lines.at(-1)).toEqual({ failed: 'The service is shutting down: try again in 2 s' });
    expect(await gone).toEqual({ code: null, signal: 'SIGTERM' });
    expect(log()).toContain('Cancelling 1 jobs that have not ended');
  });

  it('ends an idle service at once', async () => {
    const { child, gone } = await service();
    child.kill('SIGTERM');
    expect(await gone).toEqual({ code: null, signal: 'SIGTERM' });
  });
});

it('a setting that is wrong keeps the service from starting, and is named', async () => {
  await expect(service({ MAX_JOBS: 'many' })).rejects.toThrow(
    "Cannot start: MAX_JOBS must be a whole number of 1 or more: received 'many'",
  );
});
