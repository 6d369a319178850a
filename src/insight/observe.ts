import type { PoolEvent, PoolObserver } from '../executor/observer.js';
import { Observers } from '../executor/observers.js';
import { callBack } from '../executor/uncaught.js';
import type { Pool } from '../pool/pool.js';

/** Has one more observer hear what happens in a pool, until the returned function is called. */
export function observe({ dispatcher }: Pool, observer: PoolObserver): () => void {
  const { isMeasured } = observer;
  const whole = { isMeasured, hear: (event: PoolEvent) => callBack(() => observer.hear(event)) };
  return dispatcher.observe(whole, Observers);
}
