import type { Trace } from './trace.js';

/** When the result of an item was there, which may be long before it was emitted. */
export function readyAt({ runs }: Trace, index: number): number | undefined {
  return runs.findLast((run) => run.index === index)?.to;
}
