import type { Onlooker } from '../executor/onlooker.js';
import type { Pool } from '../pool/pool.js';

/**
 * Has one more onlooker hear what happens in a pool, until the returned function is called.
 *
 * What it throws is an uncaught error of the program: it must not change what the pool does.
 */
export function observe({ dispatcher }: Pool, { hear, isMeasured }: Onlooker): () => void {
  return dispatcher.observe({
    isMeasured,
    hear(event) {
      try {
        hear(event);
      } catch (reason) {
        queueMicrotask(() => {
          throw reason;
        });
      }
    },
  });
}
