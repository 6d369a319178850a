import type { Pool } from '../pool/pool.js';
import { checkPool } from './check-pool.js';
import { InsightsLedger } from './insights-ledger.js';
import type { InsightsCollector } from './insights-collector.js';
import { observe } from './observe.js';

/**
 * Adds up where the time of a pool goes, from now on.
 *
 * Workers measure each item meanwhile, which takes some tenths of a µs for each; memory stays bounded.
 *
 * @example
 * ```ts
 * import { Pool } from 'rxjs-pool';
 * import { collectInsights, formatInsights } from 'rxjs-pool/insight';
 *
 * await using pool = new Pool(2);
 * using insights = collectInsights(pool);
 * await pool.map((x: number) => x * x, [1, 2, 3]);
 * const { workers, slowest } = insights.read();
 * console.log(workers.length, slowest.length); // prints 2 3
 * console.error(formatInsights(insights.read()));
 * ```
 *
 * @param pool - The pool; what it has begun before is left out.
 * @returns What adds up, to be read at any time.
 * @throws TypeError if that is no pool.
 */
export function collectInsights(pool: Pool): InsightsCollector {
  checkPool('create collectInsights', pool);
  const { clock } = pool.dispatcher;
  const ledger = new InsightsLedger(pool.processes);
  const stop = observe(pool, { isMeasured: true, hear: (event) => ledger.note(event) });
  return { read: () => ledger.read(clock.now()), stop, [Symbol.dispose]: stop };
}
