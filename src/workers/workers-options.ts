import type { Clock } from '../executor/clock.js';
import type { ErrorClass } from '../wire/unpack-error.js';
import type { Notices } from './notices.js';
import type { Patrol } from './patrol.js';
import type { SentFunctions } from './sent-functions.js';

/** What all workers of a pool have in common. */
export interface WorkersOptions {
  readonly clock: Clock;
  readonly patrol: Patrol;
  readonly notices: Notices;
  readonly errorClasses: readonly ErrorClass[];
  /** Items that one worker may run. */
  readonly maxtasksperchild: number;
  readonly functions: SentFunctions;
}
