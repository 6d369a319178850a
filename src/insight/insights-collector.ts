import type { PoolInsights } from './pool-insights.js';

/** What adds up where the time of a pool goes. */
export interface InsightsCollector extends Disposable {
  /** What it has come to so far. */
  read(): PoolInsights;
  /** Adds nothing more; what there is can still be read. */
  stop(): void;
}
