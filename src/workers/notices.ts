import type { Clock } from '../executor/clock.js';
import type { PoolObserver, WorkerEvent, WorkerCrash } from '../executor/observer.js';
import { callBack } from '../executor/uncaught.js';
import { LostClasses } from '../values/lost-classes.js';

/** How a worker has ended. */
export interface WorkerEnd extends WorkerCrash {
  /** It was told to: for a timeout, as nobody waited for its work, or as it had run all that it may. */
  readonly isExpected: boolean;
  /** It died before it was ready, which is told once it has happened several times in a row. */
  readonly isFailedStart: boolean;
  /** It died of what an earlier item left behind. */
  readonly isStray: boolean;
}

/** Tells observers and the program what becomes of workers, and what no call tells. */
export class Notices {
  /** Set while somebody listens. */
  observer: PoolObserver | undefined;
  readonly #clock: Clock;
  /** Classes whose instances have arrived without their methods. */
  readonly lost: LostClasses;
  readonly #warn: (what: string, ...thrown: readonly unknown[]) => void;
  readonly #onCrash: ((crash: WorkerCrash) => void) | undefined;

  /** @param warn - Warns the program. */
  constructor(
    clock: Clock,
    warn: (what: string, ...thrown: readonly unknown[]) => void,
    onCrash: ((crash: WorkerCrash) => void) | undefined,
  ) {
    this.#clock = clock;
    this.#warn = warn;
    this.lost = new LostClasses(warn);
    this.#onCrash = onCrash;
  }

  starting(workerId: number): void {
    this.#observe(workerId, 'starting');
  }

  ready(workerId: number): void {
    this.#observe(workerId, 'ready');
  }

  ended({ isExpected, isFailedStart, isStray, ...crash }: WorkerEnd): void {
    const { workerId, index, cause } = crash;
    this.#observe(workerId, isExpected ? 'gone' : 'crashed', isExpected ? undefined : crash);
    const onCrash = this.#onCrash;
    if (onCrash) {
      if (!isExpected) callBack(() => onCrash(crash));
      return;
    }
    // No call tells of the error.
    if (index === undefined && (isStray || (!isFailedStart && cause !== undefined))) {
      this.#warn(`Worker ${workerId} died, and no item is charged with it`, cause);
    }
  }

  /** The pool has ended, and the worker with it. */
  gone(workerId: number): void {
    this.#observe(workerId, 'gone');
  }

  unfinalized(error: unknown): void {
    this.#warn('Pool finalizer failed', error);
  }

  dropped(size: number): void {
    this.#warn(`rxjs-pool: a Pool was dropped without close(); its workers (${size}) are ended now`);
  }

  #observe(workerId: number, state: WorkerEvent['state'], crash?: WorkerCrash): void {
    this.observer?.hear({ type: 'worker', at: this.#clock.now(), workerId, state, crash });
  }
}
