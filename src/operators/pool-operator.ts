import { Observable, Subscription, type OperatorFunction } from 'rxjs';
import type { AnyFunction } from '../function/any-function.js';
import type { Outlet } from '../job/job-spec.js';
import type { Rule } from '../pool/check-options.js';
import { getDefaultPool } from '../pool/default-pool.js';
import { Pool } from '../pool/pool.js';
import type { MapOptions } from '../pool/map-options.js';
import { readJobSpec, type JobKind } from '../pool/read-job-spec.js';
import { findDemand, JobSubscriber } from './demand-chain.js';

const POOL: Rule = {
  rule: 'a Pool of this copy of rxjs-pool (npm ls rxjs-pool)',
  isType: (value) => value instanceof Pool,
};

/** How a pool operator treats its items, and on which pool. */
export interface PoolOperatorOptions<T = never> extends MapOptions<T> {
  /**
   * The pool that runs the items.
   *
   * @default the shared pool of `getDefaultPool()`
   */
  pool?: Pool;
}

/** The wiring that all operators share: between an Observable and a job of a pool. */
export function poolOperator<T, R>(
  kind: JobKind,
  fn: AnyFunction,
  chunksizeOrOptions: number | PoolOperatorOptions<T> | undefined,
): OperatorFunction<T, R> {
  const spec = readJobSpec(kind, fn, chunksizeOrOptions, { pool: POOL });
  const chosen = typeof chunksizeOrOptions === 'object' ? chunksizeOrOptions.pool : undefined;
  chosen?.dispatcher.check(spec);
  return (source) =>
    new Observable<R>((subscriber) => {
      const { dispatcher } = chosen ?? getDefaultPool();
      const upstream = new Subscription();
      const outlet: Outlet = {
        next: (value) => subscriber.next(value as R),
        error: (reason) => subscriber.error(reason),
        complete: () => subscriber.complete(),
        release: () => upstream.unsubscribe(),
      };
      const below = findDemand(subscriber);
      const job = dispatcher.open(spec, { outlet, ...(below && { below }) });
      if (job.isClosed) return;
      subscriber.add(() => job.cancel());
      const reader = new JobSubscriber<T>(job);
      upstream.add(reader);
      source.subscribe(reader);
    });
}
