import type { Pool } from '../pool/pool.js';
import { checkPool } from './check-pool.js';
import { chromeTrace } from './chrome-trace.js';
import { InsightsLedger } from './insights-ledger.js';
import { observe } from './observe.js';
import type { PoolTrace } from './pool-trace.js';
import type { TraceData } from './trace-data.js';
import { traceHtml } from './trace-html.js';
import { TraceRecorder } from './trace-recorder.js';

/**
 * Records what a pool does from now on, for a page that shows it on a timeline.
 *
 * Workers measure each item while it records, which takes some tenths of a µs for each, and what is recorded stays in
 * memory: the first 100,000 items and messages.
 *
 * @example
 * ```ts
 * import { writeFile } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { Pool } from 'rxjs-pool';
 * import { tracePool } from 'rxjs-pool/insight';
 *
 * await using pool = new Pool(2);
 * const trace = tracePool(pool);
 * await pool.map((x: number) => x * x, [1, 2, 3]);
 * trace.stop();
 * await writeFile(join(tmpdir(), 'trace.html'), trace.toHtml()); // to open in a browser
 * await writeFile(join(tmpdir(), 'trace.json'), trace.toChrome()); // for ui.perfetto.dev
 * console.log(trace.toHtml().startsWith('<!doctype html>')); // prints true
 * ```
 *
 * @param pool - The pool; what it has begun before is left out.
 * @returns The recording.
 * @throws TypeError if that is no pool.
 */
export function tracePool(pool: Pool): PoolTrace {
  checkPool('create tracePool', pool);
  const { clock } = pool.dispatcher;
  const recorder = new TraceRecorder(clock.now());
  const ledger = new InsightsLedger(pool.processes);
  const forget = observe(pool, {
    isMeasured: true,
    hear(event) {
      recorder.note(event);
      ledger.note(event);
    },
  });
  let end: number | undefined;
  const stop = (): void => {
    end ??= clock.now();
    forget();
  };
  const read = (): TraceData => {
    const now = end ?? clock.now();
    return { ...recorder.read(now), processes: pool.processes, advice: ledger.read(now).advice };
  };
  return {
    stop,
    toHtml: () => traceHtml(read()),
    toChrome: () => chromeTrace(read()),
    [Symbol.dispose]: stop,
  };
}
