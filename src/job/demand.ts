import type { Clock } from '../executor/clock.js';
import type { ByteBound } from './byte-bound.js';

/** What a reader tells whoever feeds it: how much it takes now, and when it takes more. */
export interface Demand {
  /** Items that may be sent now. */
  room(): number;
  /** Calls `resume` each time that room may have come back, until the returned function is called. */
  onRoom(resume: () => void): () => void;
}

/** The demand of a pool stage, which others may feed as well. */
export interface StageDemand extends Pick<Demand, 'room'> {
  /** As in `Demand`. `Bound` bounds what the stage takes by bytes. */
  onRoom(resume: () => void, Bound: typeof ByteBound): () => void;
  /** Items that it ever took. */
  readonly taken: number;
  /** Items whose outcome has left. */
  readonly delivered: number;
  /** The time that it lives in. */
  readonly clock: Clock;
}

/** Callbacks that are called together, each time, in turn: whoever was called first comes last next time. */
export class Waiters {
  /** Made when somebody waits. */
  #callbacks: Set<() => void> | undefined;

  get isEmpty(): boolean {
    return !this.#callbacks || this.#callbacks.size === 0;
  }

  /** Adds a callback; returns what removes it. */
  add(callback: () => void): () => void {
    const callbacks = (this.#callbacks ??= new Set());
    // An entry of its own, so that the same function may wait twice.
    const entry = (): void => callback();
    callbacks.add(entry);
    return () => void callbacks.delete(entry);
  }

  call(): void {
    const callbacks = this.#callbacks;
    if (!callbacks || this.isEmpty) return;
    const now = [...callbacks];
    for (const callback of now) if (callbacks.has(callback)) callback();
    const [first] = now;
    if (first && now.length > 1 && callbacks.delete(first)) callbacks.add(first);
  }
}
