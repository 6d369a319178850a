import type { Job } from './job.js';
import { Entry, LinkedList } from './linked-list.js';

/**
 * Most that a job is charged for one batch, in ms of a worker's time, when jobs take turns by time. Higher lets more
 * quick items of others go ahead of a slow one; lower keeps a busy machine, where any item may seem slow, from holding
 * a job back.
 */
const MOST_CHARGED = 10;

/** What is known of one job's turns. */
export class Turn {
  readonly entry: Entry<Job>;
  /** Worker time that the job has had, in ms. */
  time = 0;

  constructor(job: Job) {
    this.entry = new Entry(job);
  }
}

/**
 * Whose turn it is: of the jobs that have a batch ready, one that holds the fewest workers; of those one that has had
 * the least of their time, and of those the one that has waited longest. A job with slow chunks thereby gets its share
 * of the workers, not of the chunks.
 */
export class Turns {
  /** Jobs that are ready, by the number of places that they take, in the order of arrival. */
  readonly #byHeld: Array<LinkedList<Job>> = [];
  /** The time that the job had which was served last: who comes later begins there. */
  #now = 0;

  /** The job's readiness or the number of places that it takes has changed. */
  update(job: Job): void {
    const { turn } = job;
    const { entry } = turn;
    const list = job.ready ? (this.#byHeld[job.held] ??= new LinkedList()) : undefined;
    if (entry.list === list) return;
    if (entry.list) entry.list.remove(entry);
    // Who had nothing to do has nothing to catch up with.
    else turn.time = Math.max(turn.time, this.#now);
    list?.push(entry);
  }

  next(): Job | undefined {
    for (const list of this.#byHeld) if (list?.first) return this.#leastServed(list);
    return undefined;
  }

  /** It is the job's turn now. */
  serve({ turn }: Job): void {
    this.#now = Math.max(this.#now, turn.time);
  }

  /** The job has had a worker for some time, in ms. */
  charge({ turn }: Job, elapsed: number): void {
    turn.time += Math.min(elapsed, MOST_CHARGED);
  }

  #leastServed(jobs: LinkedList<Job>): Job | undefined {
    let least: Job | undefined;
    for (let entry = jobs.first; entry; entry = entry.next) {
      const job = entry.value;
      // None is behind: so a long queue of short jobs is not searched to its end each time.
      if (job.turn.time <= this.#now) return job;
      if (!least || job.turn.time < least.turn.time) least = job;
    }
    return least;
  }
}
