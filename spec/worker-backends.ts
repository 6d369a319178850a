import { Pool } from 'rxjs-pool';
import type { Backend } from './backend.js';

/** The backends that start workers. */
export const workerBackends: readonly Backend[] = [
  {
    name: 'worker_threads',
    create: (options) => new Pool({ ...options, runtime: 'worker_threads' }),
    hasMortalWorkers: true,
    runsInParallel: true,
    startsFast: true,
    supportsTransfer: true,
    hasExitCodes: true,
    sharesMemory: true,
    isQueue: false,
  },
  {
    name: 'child_process',
    create: (options) => new Pool({ ...options, runtime: 'child_process' }),
    hasMortalWorkers: true,
    runsInParallel: true,
    startsFast: false,
    supportsTransfer: false,
    hasExitCodes: true,
    sharesMemory: false,
    isQueue: false,
  },
];
