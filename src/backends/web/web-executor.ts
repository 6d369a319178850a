import { CrewExecutor, type CrewExecutorOptions, type CrewKind } from '../../crew/crew-executor.js';
import type { WebWorker } from '../../executor/web-worker.js';
import { isCloneable } from '../../wire/is-cloneable.js';
import { shipFunction, shipToBlob } from './ship-function.js';
import { WebCrew } from './web-crew.js';

/** What the web backend can be told; `PoolOptions` says what each means. */
export interface WebExecutorOptions extends CrewExecutorOptions {
  processes?: number;
  worker?: () => WebWorker;
}

/** The part of the backend that a page needs only when something is to run. */
export function webExecutor(
  options: WebExecutorOptions,
  kind: Pick<CrewKind, 'size' | 'window' | 'supportsTransfer'>,
): CrewExecutor {
  const { worker } = options;
  return new CrewExecutor(options, {
    ...kind,
    keepsAlive: false,
    ship: worker ? shipFunction : shipToBlob,
    recruit: async () => () => new WebCrew(worker),
    isCloneable,
    warn: (what, ...thrown) => console.warn(what, ...thrown),
  });
}
