import type { PoolObserver } from '../executor/observer.js';
import { callBack } from '../executor/uncaught.js';
import type { Pool } from '../pool/pool.js';

/** Has one more observer hear what happens in a pool, until the returned function is called. */
export function observe({ dispatcher }: Pool, observer: PoolObserver): () => void {
  const { isMeasured } = observer;
  return dispatcher.observe({ isMeasured, hear: (event) => callBack(() => observer.hear(event)) });
}
