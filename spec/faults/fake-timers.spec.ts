import { Pool, TaskTimeoutError } from 'rxjs-pool';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { upTo } from '../helpers.js';

describe.each(['worker_threads', 'child_process'] as const)(
  'fake timers of a test library, %s',
  (runtime) => {
    beforeEach(() => {
      vi.useFakeTimers({
        toFake: [
          'setTimeout',
          'clearTimeout',
          'setInterval',
          'setImmediate',
          'queueMicrotask',
          'performance',
          'Date',
        ],
      });
    });
    afterEach(() => {
      vi.useRealTimers();
    });

    it('stop neither calls nor timeouts, nor the end of the pool', async () => {
      const pool = new Pool({ processes: 2, runtime });
      expect(await pool.map((x: number) => x + 1, upTo(100))).toEqual(upTo(100).map((x) => x + 1));
      expect(await Promise.all(upTo(20).map((x) => pool.apply((y: number) => y, [x])))).toEqual(upTo(20));
      const never = (): never => {
        for (;;);
      };
      await expect(pool.map(never, [1], { timeout: 100 })).rejects.toBeInstanceOf(TaskTimeoutError);
      pool.close();
      await pool.join();
    });

    it('let terminate() end what runs', async () => {
      const pool = new Pool({ processes: 1, runtime, finalizer: () => undefined });
      const call = pool.apply(() => new Promise(() => undefined));
      await pool.terminate();
      await expect(call).rejects.toThrow('Pool terminated');
    });
  },
);
