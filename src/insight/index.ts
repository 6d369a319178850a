// What shows a pool at work, for those who look.
export type { PoolSample } from './pool-sample.js';
export { poolStats } from './pool-stats.js';
export type { Progress } from './progress.js';
export type { TapProgressOptions } from './tap-progress-options.js';
export { tapProgress } from './tap-progress.js';
