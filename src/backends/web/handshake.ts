import type { Thrown } from '../../values/thrown.js';
import type { FromWorker, Greeting } from '../../wire/messages.js';

/** The messages of `Worker` itself, which user code has too: everything else goes through a port of its own. */
export const EXPOSED = 'rxjs-pool:exposed';
export const BEGIN = 'rxjs-pool:begin';

/** The first message through the port. */
export interface Opening {
  readonly greeting: Greeting;
  /** Where the page is cross-origin isolated. */
  readonly memory: SharedArrayBuffer | undefined;
  /** The name of the lock that the worker is to hold as long as it lives. */
  readonly lock: string | undefined;
}

/** From a browser's worker: what all workers say, and what browsers do not tell. */
export type FromWebWorker =
  | FromWorker
  /** It is there, and holds the lock. */
  | { readonly type: 'alive' }
  /** It is at its end. */
  | { readonly type: 'over'; readonly thrown: Thrown | undefined };
