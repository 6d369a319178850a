import { Subscriber } from 'rxjs';
import type { StageDemand } from '../job/demand.js';
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
  get demand(): StageDemand {
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
 *
 * A program may have several copies of rxjs, and operators of any of them: so their subscribers are known by that, and not by
 * their class.
 */
export function findDemand(subscriber: Subscriber<never>): StageDemand | undefined {
  for (let at: unknown = subscriber; typeof at === 'object' && at; at = destinationOf(at)) {
    if (at instanceof JobSubscriber) return at.demand;
  }
  return undefined;
}

function destinationOf(subscriber: object): unknown {
  return (subscriber as { readonly destination?: unknown }).destination;
}
