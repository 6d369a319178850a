// What the module of a browser's worker and those with tasks need, without rxjs and the pool.
export { exposeTasks } from './backends/web/expose-tasks.js';
export * from './tasks.js';
