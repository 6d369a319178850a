export type { Clock } from '../executor/clock.js';
export type * from '../executor/executor.js';
export type { AnyFunction } from '../function/any-function.js';
export type { ItemRun, RunEnding } from './virtual-worker.js';
export {
  virtualExecutor,
  type VirtualExecutor,
  type VirtualExecutorOptions,
  type VirtualItem,
} from './virtual-executor.js';
