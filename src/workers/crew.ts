import type { FromWorker, Greeting } from '../wire/messages.js';
import type { Link } from './link.js';

/** How a worker ended: it died, or it failed in such a way that no other worker would do better. */
export type Ending = Death | { readonly type: 'hopeless'; readonly reason: unknown };

/** How a worker died. */
export interface Death {
  readonly type: 'death';
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The error that ended it, if it is known. */
  readonly cause: unknown;
}

/** The system has no worker to give now. */
export class StartError extends Error {
  constructor(cause: unknown) {
    super('Cannot start a worker', { cause });
  }
}

/** What a worker tells the one who has hired it. */
export interface WorkerEvents {
  message(message: FromWorker): void;
  /** The worker is gone; told once, and never from within `hire`. */
  ended(ending: Ending): void;
}

/** Where workers come from. */
export interface Crew {
  /**
   * Starts a worker.
   *
   * @throws StartError if it cannot be started now; another error if it never can, as the greeting cannot be copied to it.
   */
  hire(greeting: Greeting, events: WorkerEvents): Link;
  /** Ends all workers. */
  destroy(): Promise<void>;
}
