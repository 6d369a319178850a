import type { WorkerEvent } from '../executor/observer.js';
import type { WorkerInsight } from './worker-insight.js';

/** The last message that a worker was at. */
export interface LastMessage {
  readonly index: number;
  readonly items: number;
  readonly chunksize: number;
  /** When it was done, on the pool's clock. */
  readonly to: number;
}

/** Adds up where the time of one worker went. */
export class WorkerAccount {
  readonly #workerId: number;
  #starts = 0;
  #crashes = 0;
  #startUp = 0;
  /** Part of `#startUp` in which the pool had something to do. */
  #startUpInUse = 0;
  #starting: { readonly at: number; readonly inUse: number } | undefined;
  #copying = 0;
  working = 0;
  paused = 0;
  items = 0;
  values = 0;
  failed = 0;
  messages = 0;
  last: LastMessage | undefined;

  constructor(workerId: number) {
    this.#workerId = workerId;
  }

  /** @param inUse - How long the pool has had something to do, in ms. */
  change({ state, at }: WorkerEvent, inUse: number): void {
    if (state === 'starting') {
      this.#starts++;
      this.#starting = { at, inUse };
      return;
    }
    if (state === 'crashed') this.#crashes++;
    if (!this.#starting) return;
    this.#startUp += at - this.#starting.at;
    this.#startUpInUse += inUse - this.#starting.inUse;
    this.#starting = undefined;
  }

  copy(overhead: number): void {
    this.#copying += overhead;
  }

  /** @param inUse - How long the pool has had something to do, in ms. */
  read(inUse: number): WorkerInsight {
    const { working, paused, items, values, failed, messages } = this;
    const copying = this.#copying;
    const waiting = Math.max(0, inUse - this.#startUpInUse - working - copying);
    return {
      workerId: this.#workerId,
      starts: this.#starts,
      crashes: this.#crashes,
      startUp: this.#startUp,
      waiting,
      working,
      paused,
      copying,
      items,
      values,
      failed,
      messages,
    };
  }
}
