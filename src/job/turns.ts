import type { Job } from './job.js';
import { MOST_CHARGED } from './limits.js';

/**
 * Whose turn it is: of the jobs that have a chunk ready, one that holds the fewest workers; of those one that has had
 * the least of their time, and of those the one that has waited longest. A job with slow chunks thereby gets its share
 * of the workers, not of the chunks.
 */
export class Turns {
  /** Jobs that are ready, by the number of their chunks in flight; a set keeps the order of arrival. */
  readonly #byHeld: Array<Set<Job> | undefined> = [];
  readonly #place = new Map<Job, number>();
  /** Worker time that each has had, in ms; who comes later begins where the others are. */
  readonly #times = new Map<Job, number>();
  /** The time that the job had which was served last. */
  #now = 0;

  /** The job's readiness or the number of its chunks in flight has changed. */
  update(job: Job): void {
    if (job.isClosed) this.#times.delete(job);
    const held = job.ready ? job.inFlight : undefined;
    const before = this.#place.get(job);
    if (before === held) return;
    if (before !== undefined) this.#byHeld[before]?.delete(job);
    if (held === undefined) {
      this.#place.delete(job);
      return;
    }
    // Who had nothing to do has nothing to catch up with.
    if (before === undefined) this.#times.set(job, Math.max(this.#timeOf(job), this.#now));
    this.#place.set(job, held);
    (this.#byHeld[held] ??= new Set()).add(job);
  }

  next(): Job | undefined {
    for (const jobs of this.#byHeld) {
      if (jobs && jobs.size > 0) return this.#leastServed(jobs);
    }
    return undefined;
  }

  /** It is the job's turn now. */
  serve(job: Job): void {
    this.#now = Math.max(this.#now, this.#timeOf(job));
  }

  /** The job has had a worker for some time, in ms. */
  charge(job: Job, elapsed: number): void {
    if (!job.isClosed) this.#times.set(job, this.#timeOf(job) + Math.min(elapsed, MOST_CHARGED));
  }

  #leastServed(jobs: ReadonlySet<Job>): Job | undefined {
    let least: Job | undefined;
    for (const job of jobs) {
      // None is behind: so a long queue of short jobs is not searched to its end each time.
      if (this.#timeOf(job) <= this.#now) return job;
      if (!least || this.#timeOf(job) < this.#timeOf(least)) least = job;
    }
    return least;
  }

  #timeOf(job: Job): number {
    return this.#times.get(job) ?? 0;
  }
}
