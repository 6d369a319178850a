import { Subscriber } from 'rxjs';
import type { Demand } from '../job/demand.js';
import type { Job } from '../job/job.js';
import { Fault } from '../job/output.js';

/** Hands a source's notifications to a job. */
export class JobSubscriber<T> extends Subscriber<T> {
  readonly #job: Job;

  constructor(job: Job) {
    // Every operator of rxjs 7 is built on a subclass of Subscriber; nothing else is handed on as it is by
    // subscribe(), where findDemand() has to see it.
    // oxlint-disable-next-line typescript/no-deprecated
    super();
    this.#job = job;
  }

  /** How many items the job would take now. */
  get demand(): Demand {
    return this.#job;
  }

  protected override _next(item: T): void {
    this.#job.push(item);
  }

  protected override _error(reason: unknown): void {
    this.unsubscribe();
    this.#job.end(new Fault(reason));
  }

  protected override _complete(): void {
    this.unsubscribe();
    this.#job.end();
  }
}

/**
 * Finds out whether a pool operator reads from this subscriber further down, and what it would take.
 *
 * Operators such as `map` and `filter` put subscribers of their own between a source and a pool operator; each of
 * them knows the next as its `destination`. Behind a subject or an `Observable` made by hand, the trail ends: then
 * nobody says how much is wanted, and items come as fast as they can.
 */
export function findDemand(subscriber: Subscriber<never>): Demand | undefined {
  let at: unknown = subscriber;
  while (at instanceof Subscriber) {
    if (at instanceof JobSubscriber) return at.demand;
    at = (at as unknown as { readonly destination?: unknown }).destination;
  }
  return undefined;
}
