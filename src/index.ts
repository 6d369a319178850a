export { inlineExecutor } from './backends/inline/inline-executor.js';
export {
  explainFunction,
  type CapturedVariable,
  type FunctionExplanation,
} from './backends/tinypool/explain-function.js';
export * from './errors.js';
export type { Clock } from './executor/clock.js';
export type * from './executor/executor.js';
export { getTaskInfo, type TaskInfo } from './executor/task-info.js';
export type { AnyFunction } from './function/any-function.js';
export { defineTasks } from './function/define-tasks.js';
export { task } from './function/task.js';
export type { FulfilledItem, RejectedItem, Settled } from './job/settled.js';
export { poolFrom, type PoolInput, type ReadableStreamLike } from './operators/pool-from.js';
export { poolImapUnordered } from './operators/pool-imap-unordered.js';
export { poolImap } from './operators/pool-imap.js';
export { poolIstarmapUnordered } from './operators/pool-istarmap-unordered.js';
export { poolIstarmap } from './operators/pool-istarmap.js';
export { poolMap } from './operators/pool-map.js';
export type { PoolOperatorOptions } from './operators/pool-operator.js';
export { poolStarmap } from './operators/pool-starmap.js';
export type { ApplyArguments } from './pool/apply-arguments.js';
export { AsyncResult } from './pool/async-result.js';
export type { ChunksizeOrOptions } from './pool/chunksize-or-options.js';
export { getDefaultPool, setDefaultPool } from './pool/default-pool.js';
export type { MapOptions } from './pool/map-options.js';
export type { Outcome } from './pool/outcome.js';
export type { PoolFunction } from './pool/pool-function.js';
export { PoolIterator } from './pool/pool-iterator.js';
export type { PoolOptions, ResourceLimits } from './pool/pool-options.js';
export type { PoolStats } from './pool/pool-stats.js';
export { Pool } from './pool/pool.js';
export type { SpreadFunction } from './pool/spread-function.js';
export type { ErrorClass } from './wire/unpack-error.js';
export { currentTask, type CurrentTask } from './worker/current-task.js';
export { move } from './worker/move.js';
