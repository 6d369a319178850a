import { availableParallelism } from 'node:os';
import type { Executor } from '../../executor/executor.js';
import { promptClock } from '../../executor/prompt-clock.js';
import { WorkersExecutor } from '../../workers/workers-executor.js';
import type { WorkersExecutorOptions } from '../../workers/workers-options.js';
import { checkLimits } from './check-limits.js';
import { environmentOf } from './worker-environment.js';
import { functionOf } from '../../function/ship.js';
import { readableStack } from './readable-stack.js';
import { shipClasses } from './ship-classes.js';
import { shipFunction } from './ship-function.js';
import { processChannel, threadChannel } from './value-channels.js';
import { warn } from './warn.js';

// A process cannot be asked to give back what waits while it is busy.
const WINDOW = { worker_threads: 2, child_process: 1 };

/** What the tinypool backend can be told; `PoolOptions` says what each means. */
export interface WorkerExecutorOptions extends WorkersExecutorOptions {
  processes?: number;
  runtime?: 'worker_threads' | 'child_process';
  resourceLimits?: object;
  env?: Readonly<Record<string, string | undefined>>;
  execArgv?: readonly string[];
}

/**
 * Runs batches on worker threads or child processes.
 *
 * @param owner - Who closes it; if that is garbage-collected before, the workers are ended, with a warning.
 */
export function workerExecutor(options: WorkerExecutorOptions = {}, owner?: object): Executor {
  const { processes: size = availableParallelism(), runtime, resourceLimits, env, execArgv } = options;
  if (resourceLimits) checkLimits(resourceLimits, runtime);
  const executor = new WorkersExecutor(options, {
    size,
    window: WINDOW[runtime ?? 'worker_threads'],
    supportsTransfer: runtime !== 'child_process',
    mayStop: runtime === 'child_process',
    clock: promptClock,
    ship: shipFunction,
    shipClasses,
    recruit: async () => {
      // Whoever imports the package may never run anything here: a worker, or a program whose workers are elsewhere.
      const { TinypoolCrew } = await import('./tinypool-crew.js');
      return new TinypoolCrew({
        ...(runtime && { runtime }),
        ...(resourceLimits && { resourceLimits }),
        ...(env && { env: environmentOf(env) }),
        ...(execArgv && { execArgv: [...execArgv] }),
      });
    },
    readableStack: (stack, shipment) => readableStack(stack, shipment, functionOf(shipment)),
    channel: runtime === 'child_process' ? processChannel : threadChannel,
    warn,
  });
  if (owner) executor.follow(owner);
  return executor;
}
