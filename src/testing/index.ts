export type { Clock } from '../executor/clock.js';
export type * from '../executor/batch.js';
export type * from '../executor/executor.js';
export type * from '../executor/observer.js';
export type * from '../executor/report.js';
export type { WorkerCrash } from '../executor/observer.js';
export type { AnyFunction } from '../function/any-function.js';
export type { ItemRun, RunEnding } from './virtual-worker.js';
export {
  virtualExecutor,
  type VirtualExecutor,
  type VirtualExecutorOptions,
  type VirtualItem,
} from './virtual-executor.js';
