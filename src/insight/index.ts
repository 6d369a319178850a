// What shows a pool at work, for those who look.
export { collectInsights } from './collect-insights.js';
export { formatInsights } from './format-insights.js';
export type { InsightsCollector } from './insights-collector.js';
export type { ItemInsight } from './item-insight.js';
export type { PoolInsights } from './pool-insights.js';
export type { PoolSample } from './pool-sample.js';
export { poolStats } from './pool-stats.js';
export type { PoolTrace } from './pool-trace.js';
export type { Progress } from './progress.js';
export type { TailInsight } from './tail-insight.js';
export type { TapProgressOptions } from './tap-progress-options.js';
export { tapProgress } from './tap-progress.js';
export { tracePool } from './trace-pool.js';
export type { WorkerInsight } from './worker-insight.js';
