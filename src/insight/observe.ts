import type { PoolEvent } from '../executor/pool-event.js';
import type { Onlooker } from '../executor/onlooker.js';
import type { Pool } from '../pool/pool.js';

const onlookers = new WeakMap<Pool, Set<Onlooker>>();

/**
 * Has one more onlooker hear what happens in a pool, until the returned function is called.
 *
 * What it throws is an uncaught error of the program: it must not change what the pool does.
 */
export function observe(pool: Pool, onlooker: Onlooker): () => void {
  const all = onlookers.get(pool) ?? new Set();
  onlookers.set(pool, all);
  all.add(onlooker);
  update(pool, all);
  return () => {
    all.delete(onlooker);
    update(pool, all);
  };
}

function update({ dispatcher }: Pool, all: ReadonlySet<Onlooker>): void {
  const tellAll = (event: PoolEvent): void => {
    for (const one of all) tell(one, event);
  };
  const isMeasured = [...all].some((one) => one.isMeasured);
  // The pool makes nothing to tell while nobody listens.
  dispatcher.observe(all.size > 0 ? { hear: tellAll, isMeasured } : undefined);
}

function tell({ hear }: Onlooker, event: PoolEvent): void {
  try {
    hear(event);
  } catch (reason) {
    queueMicrotask(() => {
      throw reason;
    });
  }
}
