import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Pool, type Executor } from 'rxjs-pool';
import { bullmqExecutor } from 'rxjs-pool/bullmq';
import { QueueWorker } from '../../dist/backends/bullmq/queue-worker.js';
import { TaskModules } from '../../dist/backends/bullmq/task-modules.js';
import type { Backend } from '../backend.js';

const connection = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';
const fixtures = ['tasks', 'options'].map((name) => new URL(`../fixtures/${name}.js`, import.meta.url).href);
const modules = await TaskModules.read(fixtures, true);

/** Nobody reads what these workers would say. */
const quiet = { done: () => undefined, refused: () => undefined, trouble: () => undefined };

/** A queue between a driver and a worker of its own, in the place of workers of this machine. */
export const workerBackends: readonly Backend[] = [
  {
    name: 'bullmq',
    create: ({ processes = availableParallelism(), errorClasses = [], ...local } = {}) => {
      const queue = `conformance-${randomUUID()}`;
      const worker = new QueueWorker({ queue, connection, modules, processes, local }, quiet);
      const options = { queue, connection, processes, errorClasses, allowSource: true };
      return new Pool({ executor: attended(bullmqExecutor(options), worker) });
    },
    hasMortalWorkers: true,
    runsInParallel: true,
    startsFast: false,
    supportsTransfer: false,
    hasExitCodes: true,
    sharesMemory: false,
    isQueue: true,
  },
];

/** An executor that ends the worker with it. */
function attended(executor: Executor, worker: QueueWorker): Executor {
  const { size, window, messageTime, supportsTransfer, clock } = executor;
  return {
    size,
    window,
    messageTime,
    supportsTransfer,
    clock,
    check: (job) => executor.check?.(job),
    weigh: (value) => executor.weigh?.(value) ?? 0,
    load: (fn) => executor.load(fn),
    submit: (batch, onReport) => executor.submit(batch, onReport),
    hold: (busy) => executor.hold(busy),
    get workers() {
      return executor.workers;
    },
    async close() {
      await executor.close();
      await worker.close();
    },
    async terminate() {
      await executor.terminate();
      await worker.terminate();
    },
  };
}
