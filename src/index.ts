export { inlineExecutor, type InlineExecutorOptions } from './backends/inline/inline-executor.js';
export { explainFunction } from '#backend/explain-function.js';
export * from './errors.js';
export type { Clock } from './executor/clock.js';
export type * from './executor/batch.js';
export type * from './executor/executor.js';
export type * from './executor/observer.js';
export type * from './executor/report.js';
export type { WebWorker } from './executor/web-worker.js';
export type { WorkerCrash } from './executor/observer.js';
export type { ItemReport } from './executor/item-report.js';
export { getTaskInfo, type TaskInfo } from './executor/task-info.js';
export type { AnyFunction } from './function/any-function.js';
export type { CapturedVariable } from './function/captured-variable.js';
export { defineTasks } from './function/define-tasks.js';
export type { FunctionExplanation } from './function/function-explanation.js';
export { task } from './function/task.js';
export type { ReadableStreamLike } from './values/open-source.js';
export type { FulfilledItem, RejectedItem, Settled } from './pool/outcome.js';
export type {
  Emission,
  ItemComplete,
  ItemError,
  ItemNext,
  ItemNotification,
  SubscribableLike,
  ValueOf,
  ValueSource,
} from './pool/emission.js';
export { poolConcatMap } from './operators/pool-concat-map.js';
export { poolFrom, type PoolInput } from './operators/pool-from.js';
export { poolImapUnordered } from './operators/pool-imap-unordered.js';
export { poolImap } from './operators/pool-imap.js';
export { poolIstarmapUnordered } from './operators/pool-istarmap-unordered.js';
export { poolIstarmap } from './operators/pool-istarmap.js';
export { poolMap } from './operators/pool-map.js';
export { poolMergeMap } from './operators/pool-merge-map.js';
export type { PoolOperatorOptions } from './operators/pool-operator.js';
export { poolStarmap } from './operators/pool-starmap.js';
export type { ApplyArguments } from './pool/apply-arguments.js';
export { AsyncResult } from './pool/async-result.js';
export type { ChunksizeOrOptions } from './pool/chunksize-or-options.js';
export { getDefaultPool, setDefaultPool } from './pool/default-pool.js';
export type { MapOptions } from './pool/map-options.js';
export type { Outcome } from './pool/outcome.js';
export type { ApplyOptions } from './pool/apply-options.js';
export type { PoolFunction } from './pool/pool-function.js';
export { PoolIterator } from './pool/pool-iterator.js';
export type { PoolOptions, ResourceLimits } from './pool/pool-options.js';
export type { PoolStats } from './pool/pool-stats.js';
export { Pool } from './pool/pool.js';
export type { SpreadFunction } from './pool/spread-function.js';
export type { AnyClass, ErrorClass, KnownClass } from './values/class-table.js';
export { currentTask, type CurrentTask } from './worker/current-task.js';
export { move } from './worker/move.js';
export { report } from './worker/report.js';
export { workerState, type WorkerState } from './worker/worker-state.js';
