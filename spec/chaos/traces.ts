import type { Fate } from '../fixtures/suffer.js';
import { BLOCKING, DEADLY, DELAYED, ENDLESS } from './fates.js';
import type { Scenario } from './plan.js';

/** Reads the traces that the workers wrote. */
export class Traces {
  /** Counts how often each attempt began, by `job.index.attempt`. */
  readonly begins = new Map<string, number>();
  readonly ends = new Set<string>();
  /** Counts the items of a job that began after its caller had left. */
  readonly afterLeaving = new Map<number, number>();
  readonly #scenario: Scenario;

  constructor(scenario: Scenario, lines: readonly string[]) {
    this.#scenario = scenario;
    const left = new Set<number>();
    for (const line of lines) {
      const [word, name = ''] = line.split(' ');
      const job = Number(name.split('.')[0]);
      if (word === 'left') left.add(job);
      if (word === 'end') this.ends.add(name);
      if (word !== 'begin') continue;
      this.begins.set(name, (this.begins.get(name) ?? 0) + 1);
      if (left.has(job)) this.afterLeaving.set(job, (this.afterLeaving.get(job) ?? 0) + 1);
    }
  }

  /** Counts the faults that were set to strike later. */
  get delayedFaults(): number {
    return this.#count((does) => DELAYED.has(does));
  }

  /** Some item left no time to those that ran beside it. */
  get someBlocked(): boolean {
    return this.#count((does) => BLOCKING.has(does)) > 0;
  }

  /**
   * How many workers may have died.
   *
   * @param causes - Those that may have died of something else than their item.
   */
  deaths(causes: number): number {
    const unfinished = [...this.begins.keys()].filter((name) => !this.ends.has(name)).length;
    return (
      causes +
      this.#count((does) => DEADLY.has(does) || ENDLESS.has(does)) +
      this.#scenario.jobs.filter(({ onUnsubscribe }) => onUnsubscribe === 'kill').length +
      unfinished
    );
  }

  /** Attempts that ran again although no worker was lost, by which their results could have been. */
  reruns(deaths: number): string[] {
    return [...this.begins]
      .filter(([, times]) => times > 1 + deaths)
      .map(([name, times]) => `${name} ran ${times} times, and at most ${deaths} workers died`);
  }

  #count(isOfKind: (does: Fate['does']) => boolean): number {
    let count = 0;
    for (const [name, times] of this.begins) {
      const [job = 0, index = 0, attempt = 0] = name.split('.').map(Number);
      const fate = this.#scenario.jobs[job]?.items[index]?.fates[attempt];
      if (fate && isOfKind(fate.does)) count += times;
    }
    return count;
  }
}
