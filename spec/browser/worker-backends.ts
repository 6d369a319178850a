import { Pool } from 'rxjs-pool';
import type { Backend } from '../backend.js';

/** The backend of browsers, in the place of Node's. */
export const workerBackends: readonly Backend[] = [
  {
    name: 'web',
    create: (options) =>
      new Pool({
        ...options,
        worker: () => new Worker('/pool.worker.js', { type: 'module' }),
      }),
    hasMortalWorkers: true,
    runsInParallel: true,
    startsFast: true,
    supportsTransfer: true,
    hasExitCodes: false,
    sharesMemory: crossOriginIsolated,
    isQueue: false,
  },
];
