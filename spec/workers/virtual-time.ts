interface Timer {
  readonly at: number;
  /** Tells timers of one moment apart. */
  readonly order: number;
  readonly callback: () => void;
}

/** Time as a worker sees it. */
export interface WorkerTime {
  readonly now: number;
  readonly clock: VirtualTime['clock'];
  /** Resolves after some virtual time. */
  wait(ms: number): Promise<void>;
}

/** Time that passes only when nothing is left to do in it: also not for promises. */
export class VirtualTime {
  readonly #timers = new Set<Timer>();
  #order = 0;
  #now = 0;

  /** The clock of the code under test. */
  readonly clock = {
    now: (): number => this.#now,
    after: (ms: number, callback: () => void): (() => void) => {
      const timer = { at: this.#now + ms, order: this.#order++, callback };
      this.#timers.add(timer);
      return () => void this.#timers.delete(timer);
    },
  };

  get now(): number {
    return this.#now;
  }

  /** Resolves after some virtual time. */
  wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.clock.after(ms, resolve));
  }

  /**
   * Lets time pass until nothing is left that could happen, or `isOver` says so.
   *
   * @param most - Most timers that may end: more are taken for something that never ends.
   * @returns False if that was not enough.
   */
  async run(isOver: () => boolean, most: number): Promise<boolean> {
    await settled();
    for (let count = 0; !isOver(); count++) {
      const next = this.#next();
      if (!next) return true;
      if (count === most) return false;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
      await settled();
    }
    return true;
  }

  #next(): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (!next || timer.at < next.at || (timer.at === next.at && timer.order < next.order)) next = timer;
    }
    return next;
  }
}

/** The time of a worker that can be stopped: what should happen meanwhile happens when it goes on. */
export class StoppableTime implements WorkerTime {
  readonly #time: VirtualTime;
  /** Callbacks that are due since the worker was stopped; undefined while it runs. */
  #held: { readonly messages: Array<() => void>; readonly timers: Array<() => void> } | undefined;

  readonly clock = {
    now: (): number => this.#time.now,
    after: (ms: number, callback: () => void): (() => void) =>
      this.#time.clock.after(ms, () => {
        if (this.#held) this.#held.timers.push(callback);
        else callback();
      }),
  };

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  get now(): number {
    return this.#time.now;
  }

  get isStopped(): boolean {
    return this.#held !== undefined;
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.clock.after(ms, resolve));
  }

  /** A message is there, to be read before anything else is done. */
  arrive(callback: () => void): void {
    if (this.#held) this.#held.messages.push(callback);
    else callback();
  }

  stop(): void {
    this.#held ??= { messages: [], timers: [] };
  }

  goOn(): void {
    const held = this.#held;
    this.#held = undefined;
    for (const callback of [...(held?.messages ?? []), ...(held?.timers ?? [])]) callback();
  }
}

/** All promises that can resolve without time have done so. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
