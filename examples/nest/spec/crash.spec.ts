import { afterEach, expect, it } from 'vitest';
import { csvRows } from '../harness/make-row.mjs';
import { WorkerKiller } from '../harness/worker-killer.mjs';
import { beginJob } from './begin-job.js';
import { service } from './service.js';

const killers: WorkerKiller[] = [];

afterEach(() => {
  for (const killer of killers.splice(0)) killer.clean();
});

it('answers every row although workers are killed in the middle, and logs it', async () => {
  const killer = new WorkerKiller();
  killers.push(killer);
  const { url, log } = await service(killer.env, killer.options);
  const { upload, rows: begun } = await beginJob(url);
  const answer = upload.answer();
  let rows = begun;
  let isOver = false;
  const sending = (async () => {
    for (; !isOver; rows += 100) await upload.write(csvRows(rows, rows + 100));
  })();
  for (let kill = 0; kill < 3; kill++) await killer.killNext();
  isOver = true;
  await sending;
  upload.end();
  const { lines, isWhole } = await answer;
  expect(isWhole).toBe(true);
  expect(lines.map(({ id }) => Number(id))).toEqual(Array.from({ length: rows }, (_, id) => id));
  expect(log()).toMatch(/\[Pool\] .*Worker \d died.*killed by SIGKILL/);
});
