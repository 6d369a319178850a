import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { Answer } from '../src/jobs/answer.js';
import { Job } from '../src/jobs/job.js';

it('stops waiting for a slow client when it leaves', async () => {
  const job = new Job();
  const left = new Promise((resolve) => {
    const server = createServer((_, response) => {
      response.once('close', () => job.cancel());
      resolve(
        write(new Answer(response, job))
          .catch((error: unknown) => error)
          .finally(() => server.close()),
      );
    });
    server.listen(0, '127.0.0.1', () => {
      // It reads nothing.
      const client = get({ port: (server.address() as AddressInfo).port, agent: false });
      client.on('error', () => undefined);
      job.progress.subscribe(({ rows }) => {
        if (rows >= 100_000) client.destroy();
      });
    });
  });

  async function write(answer: Answer): Promise<void> {
    for (;;) await answer.add(`${'x'.repeat(100)}\n`);
  }

  expect(await left).toMatchObject({ name: 'AbortError' });
});
