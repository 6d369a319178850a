import type { AnyFunction } from '../function/any-function.js';
import type { BatchMessage } from '../wire/messages.js';
import type { ClassTable } from '../values/class-table.js';
import { unpack, type Unpacked } from '../values/pack.js';
import type { Make } from '../values/restore.js';
import { argumentsOf } from './arguments-of.js';
import { callInScope, setCurrentTask } from './current-task.js';
import { ItemValues } from './item-values.js';
import type { PendingResults } from './pending-results.js';
import { runItem } from './run-item.js';
import { Reports } from './reports.js';
import { RunningBatch } from './running-batch.js';
import { Stopwatch } from './stopwatch.js';
import type { Workbench } from './workbench.js';

/** A function that is there, and the classes as it sees them. */
export interface LoadedFunction {
  readonly fn: AnyFunction;
  readonly classes: ClassTable;
}

/** Runs the items of a batch one after another, each with an outcome of its own. */
export class ItemLoop {
  readonly #batch: BatchMessage;
  readonly #fn: AnyFunction;
  readonly #state: Workbench;
  readonly #items: Unpacked;
  readonly #stopwatch: Stopwatch | undefined;
  /** As it was given, and as it is measured. */
  readonly #given: AnyFunction;
  readonly #results: PendingResults;
  readonly running: RunningBatch;
  /** Set where items give many values. */
  readonly values: ItemValues | undefined;
  #position = 0;
  /** Items that run here. */
  #end: number;
  /** When timers and messages last had their turn. */
  #breath = 0;
  /** To trace an item costs more than many functions do: it pays only for those that are not over at once. */
  #isTraced = true;

  constructor(batch: BatchMessage, { fn: given, classes }: LoadedFunction, state: Workbench) {
    const { port, workerId } = state;
    this.#batch = batch;
    this.#state = state;
    // All that is different when somebody observes or hears reports: so nothing is asked for each item when nobody does.
    const stopwatch = batch.measured ? new Stopwatch(port, state.overhead) : undefined;
    this.#stopwatch = stopwatch;
    this.#given = given;
    const read = (): Unpacked => unpack(batch.items, classes);
    this.#items = stopwatch ? stopwatch.aside(read) : read();
    this.#end = this.#items.values.length;
    this.running = new RunningBatch(batch, workerId, port);
    if (batch.heard) this.running.reports = new Reports(batch, port, classes);
    this.#results = state.outbox.begin(batch, stopwatch, classes);
    this.values =
      batch.credit === undefined ? undefined : new ItemValues(batch, this.running, this.#results, state);
    this.#fn = this.#around(given);
  }

  /**
   * Runs all items; a promise comes back only if something has to be awaited, as it can cost more than the items.
   *
   * @param isBeside - Another batch waits meanwhile, and may go on before this one is over.
   */
  run(isBeside: boolean): Promise<void> | undefined {
    const isAlone = this.#batch.concurrency === 1 && !this.values && !isBeside;
    return isAlone ? this.#run() : callInScope(this.running, () => this.#run());
  }

  #run(): Promise<void> | undefined {
    this.#breath = this.#state.pace.restart();
    const pause = this.#runOn();
    return pause && this.#runAfter(pause);
  }

  async #runAfter(first: Promise<void>): Promise<void> {
    for (let pause: Promise<void> | undefined = first; pause; pause = this.#runOn()) await pause;
  }

  /** Runs items until there is something to wait for, or no item left. */
  #runOn(): Promise<void> | undefined {
    const { seq, first, timed, spread } = this.#batch;
    const { port, outbox } = this.#state;
    const fn = this.#fn;
    const { values: items, unmade } = this.#items;
    const results = this.#results;
    const { running } = this;
    setCurrentTask(running);
    if (running.isWaiting) {
      running.isWaiting = false;
      const pause = this.#betweenItems(true);
      if (pause) return pause;
    }
    while (this.#position < this.#end) {
      const position = this.#position++;
      const go = port.begin(seq, position, timed);
      if (go === 'stop') {
        this.#over();
        outbox.send();
        port.post({ type: 'stopped', seq });
        return undefined;
      }
      const index = first + position;
      running.begin(index);
      const make = unmade?.get(position);
      const call = make ? this.#callWith(make) : fn;
      const item = items[position];
      const isSpread = spread && !make;
      const pending =
        this.#isTraced && running.task
          ? port.trace(running.task, () => runItem(call, item, index, isSpread, running, results))
          : runItem(call, item, index, isSpread, running, results);
      this.#isTraced = pending !== undefined;
      // Only a promise is awaited: an await for each item would cost more than many functions do.
      if (pending) {
        running.isWaiting = true;
        // What is done already must not wait for a function that waits itself.
        outbox.send();
        if (this.#batch.concurrency > 1 && this.#position < this.#end) void this.#split();
        return pending;
      }
      const pause = this.#betweenItems(go === 'hurry');
      if (pause) return pause;
    }
    this.#over();
    return undefined;
  }

  /** An item waits, and those behind it might run meanwhile: has them come back, unless it is done in a moment. */
  async #split(): Promise<void> {
    const { port } = this.#state;
    const { seq } = this.#batch;
    const from = this.#position;
    await port.breathe();
    if (!this.running.isWaiting || this.#position !== from) return;
    this.#end = from;
    port.post({ type: 'split', seq, from });
  }

  /** A call of the function that makes its item first: the program's own code does that, so it belongs to the item. */
  #callWith(make: Make): AnyFunction {
    const call = this.#given as (...args: unknown[]) => unknown;
    const whole = (_item: unknown, index: number): unknown =>
      this.#batch.spread ? call(...argumentsOf(make(), index)) : call(make(), index);
    return this.#around(whole);
  }

  /** A function as it is called: measured, and with reports that are sent, where anyone asks for that. */
  #around(fn: AnyFunction): AnyFunction {
    const running = this.running;
    const read = this.values ? this.values.around(fn) : fn;
    const measured = this.#stopwatch ? this.#stopwatch.around(read) : read;
    return running.reports ? running.reports.around(measured, () => running.task) : measured;
  }

  /** An item is over: does what is due before the next one. */
  #betweenItems(isHurried: boolean): Promise<void> | undefined {
    const { port, pace, outbox } = this.#state;
    if (!pace.isTime(isHurried)) return undefined;
    const now = pace.look();
    const isDue = outbox.isDue(now);
    const isBreathless = now - this.#breath >= port.breatheAfter;
    // Between items that follow at once, nothing happens that could be blamed on the one before.
    if (isDue || isBreathless) this.#rest();
    if (isDue) outbox.send();
    return isBreathless ? this.#breathe() : undefined;
  }

  async #breathe(): Promise<void> {
    const { port, pace } = this.#state;
    await port.breathe();
    this.#breath = pace.restart();
  }

  #rest(): void {
    this.#state.port.rest(this.#batch.seq);
    this.running.rest();
  }

  #over(): void {
    this.#rest();
    this.running.isWaiting = false;
    setCurrentTask(undefined);
    this.#state.outbox.end(this.#results);
  }
}
