import type { Fate } from '../fixtures/suffer.js';
import type { Account } from './account.js';
import { RETURNING } from './fates.js';
import { givesMany } from './methods.js';
import type { JobPlan, Scenario } from './plan.js';
import type { Traces } from './traces.js';

/** Sums up what a caller heard of an item that gives several values. */
export interface Heard {
  /** That of its values. */
  attempt: number;
  values: number;
  /** Its end was heard, too. */
  isOver: boolean;
}

/** An item whose last report must have been heard by a certain result. */
export interface Due {
  readonly index: number;
  readonly attempt: number;
  /** Results that may be heard before. */
  readonly at: number;
}

/** Facts about a job that can be seen from outside. */
export interface Facts {
  readonly scenario: Scenario;
  readonly plan: JobPlan;
  readonly job: number;
  readonly account: Account;
  readonly traces: Traces;
  readonly begunBeforeEnd: boolean;
}

/** One job before its judges, and what they have found so far. */
export class Case {
  readonly facts: Facts;
  /** Differences from the model, in words. */
  readonly found: string[] = [];
  /** Attempts that failed although nothing of the kind was planned for them: `job.index.attempt`. */
  readonly misfortunes = new Set<string>();
  /** Those that could not run again, as some of their values were out when their worker died of something else. */
  readonly bystanders = new Set<string>();
  /** Items that have ended in a way that lets no report be lost. */
  readonly due: Due[] = [];
  readonly #heard = new Map<number, Heard>();

  constructor(facts: Facts) {
    this.facts = facts;
  }

  get title(): string {
    return `${this.facts.job} (${this.facts.plan.method})`;
  }

  /** Notes a difference. */
  say(difference: string): void {
    this.found.push(difference);
  }

  /** Returns the fate planned for an attempt at an item. */
  fate(index: number, attempt: number): Fate | undefined {
    return this.facts.plan.items[index]?.fates[attempt];
  }

  /** Returns the name of an attempt at an item. */
  name(index: number, attempt: number): string {
    return `${this.facts.job}.${index}.${attempt}`;
  }

  /** Sums up what a caller heard of an item that gives several values. */
  heard(index: number): Heard {
    const heard = this.#heard.get(index) ?? { attempt: 0, values: 0, isOver: false };
    this.#heard.set(index, heard);
    return heard;
  }

  /** True if nothing more may come of an item that gives several values. */
  isDone(index: number): boolean {
    const { attempt, values, isOver } = this.heard(index);
    if (this.facts.plan.settle) return isOver;
    const fate = this.fate(index, attempt);
    return fate !== undefined && RETURNING.has(fate.does) && values === fate.values + 1;
  }

  /** True for jobs whose items may have company in their worker: in other jobs, too. */
  get hasCompany(): boolean {
    return this.facts.scenario.jobs.some(({ method, concurrency }) => givesMany(method) || concurrency > 1);
  }

  /** An item may have been late although it was done: what ran beside it, or who stopped its worker, kept its result. */
  get mayBeHeldUp(): boolean {
    return this.hasCompany && (this.facts.traces.someBlocked || this.facts.scenario.stops.length > 0);
  }
}
