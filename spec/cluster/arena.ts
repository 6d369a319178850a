import { Pool } from 'rxjs-pool';
import { bullmqExecutor, type BullmqOptions } from 'rxjs-pool/bullmq';
import { afterEach } from 'vitest';
import { RedisServer } from '../../tooling/redis-server.mjs';
import { runWorker, type RunningWorker } from './run-worker.js';

/** What a spec may hurt: a Redis, workers and drivers of its own, which end with it. */
export interface Arena {
  redis(...options: string[]): Promise<RedisServer>;
  worker(...args: Parameters<typeof runWorker>): Promise<RunningWorker>;
  pool(connection: BullmqOptions['connection'], options?: Partial<BullmqOptions>): Pool;
  /** Calls back when the spec is over, the last one first. */
  onEnd(end: () => unknown): void;
}

/** Makes an arena for each test of the enclosing `describe`. */
export function arena(): Arena {
  const ends: Array<() => unknown> = [];
  afterEach(async () => {
    for (const end of ends.splice(0).toReversed()) await end();
  });
  return {
    async redis(...options) {
      const server = await RedisServer.start(...options);
      ends.push(() => server.stop());
      return server;
    },
    async worker(...args) {
      const worker = await runWorker(...args);
      ends.push(() => worker.kill());
      return worker;
    },
    pool(connection, options = {}) {
      const executor = bullmqExecutor({ queue: 'etl', connection, processes: 2, ...options });
      const pool = new Pool({ executor });
      ends.push(() => pool.terminate());
      return pool;
    },
    onEnd: (end) => ends.push(end),
  };
}
