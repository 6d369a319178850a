import type { Clock } from '../executor/clock.js';
import type { WorkerCrash } from '../executor/observer.js';
import type { AnyFunction } from '../function/any-function.js';
import type { Ship } from '../function/ship.js';
import type { PoolContext } from '../function/way.js';
import type { AnyClass, ClassTable, ErrorClass, KnownClass } from '../values/class-table.js';
import type { Channel } from '../values/copier.js';
import type { ClassShipment } from '../wire/shipment.js';
import type { Crew } from './crew.js';
import type { ReadableStack } from './item-errors.js';
import type { Notices } from './notices.js';
import type { Patrol } from './patrol.js';
import type { SentFunctions } from './sent-functions.js';

/** What a pool wants of its workers, whatever they are; `PoolOptions` says what each means. */
export interface WorkersExecutorOptions {
  initializer?: AnyFunction;
  initargs?: readonly unknown[];
  finalizer?: AnyFunction;
  maxtasksperchild?: number;
  classes?: ReadonlyArray<AnyClass | KnownClass>;
  errorClasses?: readonly ErrorClass[];
  onCrash?: (crash: WorkerCrash) => void;
}

/** What kind of workers they are. */
export interface WorkersKind {
  /** Number of workers. */
  readonly size: number;
  /**
   * Batches that a worker may have at once: the one it runs and those that wait there for it. One waiting hides the way
   * to the worker; more would only wait behind a slow one. A worker that cannot be asked to give back what waits
   * while it is busy should have none waiting.
   */
  readonly window: number;
  readonly supportsTransfer: boolean;
  /** They may be stopped from outside, as processes are by SIGSTOP. */
  readonly mayStop: boolean;
  readonly clock: Clock;
  /** Makes a function ready to travel to such workers. */
  readonly ship: Ship;
  /**
   * Makes the classes of `context` ready to travel to such workers, as they read now.
   *
   * @throws TypeError if the instances of one cannot travel.
   */
  readonly shipClasses: (context: PoolContext) => readonly ClassShipment[];
  /** Loads what it takes to have workers, when the first of them is needed. */
  recruit(): Crew | Promise<Crew>;
  /** The way to them. */
  readonly channel: Channel;
  readonly readableStack?: ReadableStack;
  /** Tells the program what no call will tell it of. */
  readonly warn: (what: string, ...thrown: readonly unknown[]) => void;
}

/** What all slots of a pool have in common. */
export interface SlotOptions {
  readonly clock: Clock;
  /** Batches that a worker may have at once. */
  readonly window: number;
  /** Workers may be stopped from outside. */
  readonly mayStop: boolean;
  readonly patrol: Patrol;
  readonly notices: Notices;
  /** The classes that both sides know. */
  readonly classes: ClassTable;
  /** Items that one worker may run. */
  readonly maxtasksperchild: number;
  readonly functions: SentFunctions;
  readonly readableStack: ReadableStack | undefined;
}
