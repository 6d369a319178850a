import type { Clock } from '../../executor/clock.js';
import type { WebWorker } from '../../executor/web-worker.js';
import { WorkersExecutor } from '../../workers/workers-executor.js';
import type { WorkersExecutorOptions, WorkersKind } from '../../workers/workers-options.js';
import { shipFunction, shipToBlob } from './ship-function.js';
import { webChannel } from './web-channel.js';
import { webClock } from './web-clock.js';
import { WebCrew } from './web-crew.js';

/** What the web backend can be told; `PoolOptions` says what each means. */
export interface WebExecutorOptions extends WorkersExecutorOptions {
  processes?: number;
  worker?: () => WebWorker;
}

/** The part of the backend that a page needs only when something is to run. */
export function webExecutor(
  options: WebExecutorOptions,
  kind: Pick<WorkersKind, 'size' | 'window' | 'supportsTransfer'> & { readonly clock?: Clock },
): WorkersExecutor {
  const { worker } = options;
  const { clock = webClock } = kind;
  return new WorkersExecutor(options, {
    ...kind,
    clock,
    mayStop: false,
    ship: worker ? shipFunction : shipToBlob,
    // The worker has them.
    shipClasses({ classes }) {
      if (worker) return classes.list.map(() => []);
      throw new TypeError(
        'Cannot create a Pool: option classes needs option worker, whose module exposes them',
      );
    },
    recruit: () => new WebCrew(worker, clock),
    channel: webChannel,
    warn: (what, ...thrown) => console.warn(what, ...thrown),
  });
}
