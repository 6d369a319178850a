import type { Death, Link } from '../lane/link.js';
import type { FromWorker, Greeting } from '../wire/messages.js';

/** How a conversation ended: as agreed, or with the worker's death, or so that no other worker would do better. */
export type Ending =
  | { readonly type: 'agreed' }
  | { readonly type: 'death'; readonly death: Death }
  | { readonly type: 'hopeless'; readonly reason: unknown };

/** One conversation with a worker, which lasts until both sides are done. */
export interface Talk {
  readonly link: Link;
  /** Which thread or process it is with, once that is known. */
  identify(thread: number): void;
  readonly over: Promise<Ending>;
}

/** The workers of a pool: starts them, counts them, replaces them. */
export interface Crew {
  /** Workers that have died one after another before one was ready. */
  readonly failedStarts: number;
  /** Begins a conversation with a worker that has none. */
  talk(greeting: Greeting, onMessage: (message: FromWorker) => void): Talk;
  /** Ends all workers. */
  destroy(): Promise<void>;
}
