import type { Batch } from '../executor/batch.js';
import type { Clock } from '../executor/clock.js';
import type { VirtualValues } from './virtual-values.js';
import type { Submission } from '../executor/submission.js';
import { noteTaskInfo } from '../executor/task-info.js';
import { PoolError } from '../errors.js';
import { setCurrentTask } from '../worker/current-task.js';
import { mayRunBeside } from '../worker/may-run-beside.js';
import type { Reporter } from '../worker/reporter.js';
import { timeoutReason } from '../worker/timeout-reason.js';

/** How the run of an item ended. */
export type RunEnding = 'returned' | 'threw' | 'crashed' | 'late' | 'killed';

/** The time that one item had in one worker. */
export interface ItemRun {
  /** The item, as it came from the source. */
  readonly item: unknown;
  /** Position of the item in its source, from 0. */
  readonly index: number;
  /** How often it was tried before. */
  readonly attempt: number;
  /** Which worker ran it, from 1. */
  readonly workerId: number;
  /** Frame in which it began. */
  readonly from: number;
  /** Frame in which it ended; undefined while it runs. */
  readonly to: number | undefined;
  /** How it ended; undefined while it runs. */
  readonly ending: RunEnding | undefined;
}

/** What a function has returned or thrown. */
export type CallOutcome = { readonly value: unknown } | { readonly reason: unknown };

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** One worker in virtual time, with a seat for each batch that it runs. */
export class VirtualWorker {
  readonly workerId: number;
  readonly #clock: Clock;
  readonly #runs: ItemRun[];
  readonly seats = new Set<VirtualSeat>();
  /** Has more room than before. */
  readonly hasRoom: () => void;

  constructor(workerId: number, clock: Clock, runs: ItemRun[], hasRoom: () => void) {
    this.workerId = workerId;
    this.#clock = clock;
    this.#runs = runs;
    this.hasRoom = hasRoom;
  }

  /** True if a batch may run beside those that do. */
  hasRoomFor(batch: Batch): boolean {
    return mayRunBeside(
      batch,
      this.active.map(({ submission }) => submission.batch),
    );
  }

  /** Seats of those that do not have to wait. */
  get active(): VirtualSeat[] {
    return [...this.seats].filter(({ isPaused }) => !isPaused);
  }

  seat(submission: Submission): VirtualSeat {
    const seat = new VirtualSeat(this, submission, this.#clock, this.#runs);
    this.seats.add(seat);
    return seat;
  }
}

/** Runs the items of a batch one after another, and writes down when. */
export class VirtualSeat {
  readonly worker: VirtualWorker;
  readonly submission: Submission;
  readonly #clock: Clock;
  readonly #runs: ItemRun[];
  #current: { run: Mutable<ItemRun>; stop: () => void } | undefined;
  #controller = new AbortController();
  /** What gives the values of the item that runs, where items give many. */
  values: VirtualValues | undefined;

  constructor(worker: VirtualWorker, submission: Submission, clock: Clock, runs: ItemRun[]) {
    this.worker = worker;
    this.submission = submission;
    this.#clock = clock;
    this.#runs = runs;
  }

  /** It has to wait until it may give more values: others may run meanwhile. */
  get isPaused(): boolean {
    const { credit } = this.submission.batch;
    return credit !== undefined && this.values !== undefined && !credit.covers(this.values.given);
  }

  release(): void {
    this.worker.seats.delete(this);
    this.worker.hasRoom();
  }

  /** Lets the running function know that nobody waits for it. */
  abort(): void {
    this.#controller.abort();
    this.values?.stop();
  }

  /** Lets the function that was called last know, after some frames, that it has had its time. */
  abortAfter(frames: number): void {
    const controller = this.#controller;
    this.#clock.after(frames, () => controller.abort(timeoutReason()));
  }

  /**
   * Calls the function of an item.
   *
   * @param reporter - Takes what it reports; undefined if nobody listens.
   */
  call(
    fn: () => unknown,
    about: { readonly index: number; readonly attempt: number },
    reporter: Reporter<unknown> | undefined,
  ): CallOutcome {
    this.#controller = new AbortController();
    const { signal } = this.#controller;
    const { workerId } = this.worker;
    setCurrentTask({
      task: { ...about, workerId, signal },
      ...(reporter && { report: (value: unknown) => reporter.take(value) }),
    });
    try {
      const value = reporter ? reporter.follow(fn) : fn();
      if (typeof (value as { then?: unknown } | null | undefined)?.then === 'function') {
        throw new PoolError('A function in virtual time cannot return a promise: it would never resolve');
      }
      return { value };
    } catch (reason) {
      noteTaskInfo(reason, { ...about, workerId, omitted: [] });
      return { reason };
    } finally {
      setCurrentTask(undefined);
    }
  }

  /** Is at an item for some frames, then calls back. */
  run(
    item: unknown,
    about: { readonly index: number; readonly attempt: number },
    frames: number,
    ending: RunEnding,
    over: () => void,
  ): void {
    const from = this.#clock.now();
    const { index, attempt } = about;
    const run: Mutable<ItemRun> = {
      item,
      index,
      attempt,
      workerId: this.worker.workerId,
      from,
      to: undefined,
      ending: undefined,
    };
    this.#runs.push(run);
    const stop =
      frames === Infinity
        ? (): void => undefined
        : this.#clock.after(frames, () => {
            this.end(ending);
            over();
          });
    this.#current = { run, stop };
  }

  /** Ends what is running; false if nothing is. */
  kill(ending: RunEnding): boolean {
    if (!this.#current) return false;
    this.#current.stop();
    this.values?.stop();
    this.end(ending);
    return true;
  }

  /** What was running has ended. */
  end(ending: RunEnding): void {
    if (this.#current) Object.assign(this.#current.run, { to: this.#clock.now(), ending });
    this.#current = undefined;
  }
}
