import type { Clock } from '../executor/clock.js';
import type { ErrorClass } from '../wire/unpack-error.js';
import type { Patrol } from './patrol.js';
import type { SentFunctions } from './sent-functions.js';

/** What all lanes of a pool have in common. */
export interface LaneOptions {
  readonly clock: Clock;
  readonly patrol: Patrol;
  readonly errorClasses: readonly ErrorClass[];
  /** Items that one worker may run. */
  readonly maxtasksperchild: number;
  readonly functions: SentFunctions;
  /** Somebody looks on: workers say where their time goes. */
  isMeasured: boolean;
}
