import { randomUUID } from 'node:crypto';
import { BullModule, getQueueToken } from '@nestjs/bullmq';
import { NestFactory } from '@nestjs/core';
import type { Queue } from 'bullmq';
import { Pool } from 'rxjs-pool';
import { bullmqExecutor } from 'rxjs-pool/bullmq';
import { PoolHealthIndicator, PoolModule } from 'rxjs-pool/nestjs';
import { afterEach, expect, it } from 'vitest';
import { rejection, upTo, within } from '../helpers.js';
import { runWorker, type RunningWorker } from './run-worker.js';
import { square } from './tasks.js';

const url = process.env['REDIS_URL'] ?? '';
const { hostname: host, port } = new URL(url);

let worker: RunningWorker | undefined;
afterEach(() => worker?.kill());

it('PoolModule runs on a queue, next to the queues of @nestjs/bullmq on the same Redis', async () => {
  const queue = `nest-${randomUUID()}`;
  const letters = `letters-${randomUUID()}`;
  const connection = { host, port: Number(port) };
  worker = await runWorker(queue, url);
  class AppModule {}
  const app = await NestFactory.createApplicationContext(
    {
      module: AppModule,
      imports: [
        BullModule.forRoot({ connection }),
        BullModule.registerQueue({ name: letters }),
        PoolModule.forRoot({ executor: bullmqExecutor({ queue, connection, processes: 2 }) }),
      ],
    },
    { logger: false },
  );
  const pool = app.get(Pool);
  expect(await within(pool.map(square, upTo(100)))).toEqual(upTo(100).map((x) => x * x));
  expect(app.get(PoolHealthIndicator).check('pool', pool).pool).toMatchObject({ status: 'up', queued: 0 });

  const mail = app.get<Queue>(getQueueToken(letters));
  await mail.add('hello', { to: 'you' });
  expect(await mail.count()).toBe(1);
  await mail.obliterate();

  // Waits for what has begun, and lets go of Redis.
  const last = pool.map(square, [7]);
  await within(app.close());
  expect(await last).toEqual([49]);
  expect(await rejection(pool.map(square, [1]))).toMatchObject({ name: 'PoolClosedError' });
});
