import type { Job } from './job.js';

/**
 * Whose turn it is: of the jobs that have a chunk ready, one that holds the fewest workers, and of those the one
 * that has waited longest. A job with slow chunks thereby gets its share of workers, not of chunks.
 */
export class Turns {
  /** Jobs that are ready, by the number of their chunks in flight; a set keeps the order of arrival. */
  readonly #byHeld: Array<Set<Job> | undefined> = [];
  readonly #place = new Map<Job, number>();

  /** The job's readiness or the number of its chunks in flight has changed. */
  update(job: Job): void {
    const held = job.ready ? job.inFlight : undefined;
    const before = this.#place.get(job);
    if (before === held) return;
    if (before !== undefined) this.#byHeld[before]?.delete(job);
    if (held === undefined) {
      this.#place.delete(job);
      return;
    }
    this.#place.set(job, held);
    (this.#byHeld[held] ??= new Set()).add(job);
  }

  next(): Job | undefined {
    for (const jobs of this.#byHeld) {
      for (const job of jobs ?? []) return job;
    }
    return undefined;
  }
}
