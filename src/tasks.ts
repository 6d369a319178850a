// What modules that hold tasks need, without rxjs and the pool: workers import it in a fraction of the time.
export { defineTasks } from './function/define-tasks.js';
export { task } from './function/task.js';
export type { AnyFunction } from './function/any-function.js';
export { currentTask, type CurrentTask } from './worker/current-task.js';
export { move } from './worker/move.js';
export { report } from './worker/report.js';
export { workerState, type WorkerState } from './worker/worker-state.js';
