import { OwnMap, OwnPromise } from '../intrinsics.js';
import type { BatchMessage, Greeting, ToWorker } from '../wire/messages.js';
import type { Shipment } from '../wire/shipment.js';
import { ClassTable, NO_CLASSES } from '../values/class-table.js';
import { allOf, countOf } from '../values/pack.js';
import { packThrown, type Thrown } from '../values/thrown.js';
import { callInScope, setCurrentTask, UNKNOWN } from './current-task.js';
import { explainMissingName } from './explain-missing-name.js';
import { ItemLoop, type LoadedFunction } from './item-loop.js';
import { mayRunBeside } from './may-run-beside.js';
import { Outbox } from './outbox.js';
import { Pace } from './pace.js';
import type { RunningBatch } from './running-batch.js';
import type { WorkerPort } from './worker-port.js';
import { disposerOf, setWorkerState } from './worker-state.js';
import type { Workbench } from './workbench.js';

/** A batch that runs. */
interface Run {
  readonly seq: number;
  readonly concurrency: number;
  /** Undefined until its function is there. */
  loop: ItemLoop | undefined;
  /** Nobody waits for it any more. */
  onCancel: (() => void) | undefined;
}

/** A worker's whole life: greeted once, it runs batches until it is told to end. */
export class Session {
  readonly #port: WorkerPort;
  readonly #greeting: Greeting;
  readonly #state: Workbench;
  readonly #functions = new OwnMap<number, LoadedFunction | Promise<LoadedFunction>>();
  /** As the pool was made with them. */
  #classes = NO_CLASSES;
  /** Batches that came in one message: the results of each may wait for the next. */
  readonly #groups: BatchMessage[][] = [];
  #group: BatchMessage[] = [];
  /** Batches that run; an array, as a Map would be made anew again and again. */
  readonly #runs: Run[] = [];
  #isWorking = false;
  #isDying = false;
  #isEnding = false;
  /** What the initializer has returned, and what ends it if no finalizer does. */
  #initialized: unknown;
  #dispose: (() => unknown) | undefined;

  constructor(port: WorkerPort, greeting: Greeting) {
    this.#port = port;
    this.#greeting = greeting;
    this.#state = {
      port,
      workerId: greeting.workerId,
      outbox: new Outbox(port),
      pace: new Pace(port.ownTime),
      overhead: { ms: 0 },
      credits: new OwnMap(),
      // What begins now is not part of the item that has to wait.
      onPause: () => callInScope(undefined, () => this.#goOn()),
    };
  }

  /** Runs the initializer; then batches may come. */
  async start(): Promise<void> {
    const { initializer, initargs, classes } = this.#greeting;
    try {
      if (classes.length > 0) this.#classes = new ClassTable(await this.#port.loadClasses(classes));
      const fn = initializer && ((await this.#port.load(initializer)) as (...args: unknown[]) => unknown);
      if (fn) this.#setUp(await fn(...allOf(initargs, this.#classes)));
    } catch (error) {
      this.#port.post({ type: 'broken', thrown: this.#pack(error) });
      return;
    }
    this.#port.post({ type: 'ready', disposes: this.#dispose !== undefined });
  }

  #setUp(state: unknown): void {
    setWorkerState(state);
    const dispose = disposerOf(state);
    // It is for the finalizer to end the state, if there is one.
    this.#dispose = this.#greeting.finalizer ? undefined : dispose;
    this.#initialized = state;
  }

  receive(message: ToWorker): void {
    switch (message.type) {
      case 'define':
        return this.#define(message.shipment);
      case 'forget':
        for (const id of message.ids) this.#functions.delete(id);
        return this.#port.forget(message.ids);
      case 'cancel':
        return this.#cancel(message.seq);
      case 'late':
        return this.#find(message.seq)?.loop?.running.late(message.position);
      case 'credit':
        // Its batch may have to wait for others, or for its function.
        this.#state.credits.set(message.seq, message.total);
        return this.#find(message.seq)?.loop?.values?.grant(message.total);
      case 'batch':
        this.#groups.push([message]);
        break;
      case 'gathered':
        this.#groups.push([...message.batches]);
        break;
      case 'stop':
        // The port looks for it before the next item.
        return;
      case 'end':
        this.#isEnding = true;
        break;
    }
    this.#goOn();
  }

  /**
   * Tells the near side of the error that this worker is about to die of, as nobody has caught it.
   *
   * @param owner - What `WorkerPort.trace` knows of its origin.
   */
  confess(error: unknown, owner: object | undefined): void {
    this.#isDying = true;
    const isStray = owner === undefined || !this.#running.some(({ task }) => task === owner);
    this.#port.post({ type: 'dying', isStray, thrown: this.#pack(error) });
  }

  get #running(): RunningBatch[] {
    return this.#runs.map(({ loop }) => loop?.running).filter((running) => running !== undefined);
  }

  /**
   * This worker exits: sends the results that are ready, and clears the items that run if it is not their doing.
   *
   * @param owner - What `WorkerPort.trace` knows of the code that exits.
   */
  leave(owner: object | undefined): void {
    const running = this.#running;
    const areInnocent = running.every(({ isWaiting, task }) => isWaiting && task !== owner);
    if (!this.#isDying && running.length > 0 && areInnocent) {
      this.confess(new Error('process.exit() was called by code that another item left behind'), owner);
    }
    this.#state.outbox.send();
  }

  /** Runs the batches that may run now; at once, as what is short would wait longer for a promise than it takes. */
  #goOn(): void {
    if (this.#isWorking) return;
    this.#isWorking = true;
    for (let batch = this.#next(); batch; batch = this.#next()) {
      const { seq, concurrency } = batch;
      const run: Run = { seq, concurrency, loop: undefined, onCancel: undefined };
      this.#runs.push(run);
      const pending = this.#work(batch, run);
      if (pending) void this.#goOnAfter(pending, run);
      else this.#over(run);
    }
    this.#isWorking = false;
    if (this.#runs.length > 0) {
      setCurrentTask(this.#runs.length > 1 ? UNKNOWN : this.#running[0]);
      return;
    }
    this.#state.credits.clear();
    if (this.#isEnding) void this.#end();
  }

  async #goOnAfter(pending: Promise<void>, run: Run): Promise<void> {
    await pending;
    this.#over(run);
    this.#goOn();
  }

  #over(run: Run): void {
    this.#runs.splice(this.#runs.indexOf(run), 1);
    this.#state.credits.delete(run.seq);
  }

  /** The next batch, if it may run beside those that do. */
  #next(): BatchMessage | undefined {
    if (this.#group.length === 0) {
      // What comes next may take long.
      this.#send();
      this.#group = this.#groups.shift() ?? [];
    }
    const [next] = this.#group;
    return next && this.#mayBegin(next) ? this.#group.shift() : undefined;
  }

  #mayBegin(batch: BatchMessage): boolean {
    if (this.#runs.length === 0) return true;
    return mayRunBeside(
      batch,
      this.#runs.filter(({ loop }) => !loop?.running.isPaused),
    );
  }

  /** Sends what is done; while others wait, together with what they have in the same turn. */
  #send(): void {
    const { outbox } = this.#state;
    if (this.#runs.length === 0) outbox.send();
    else outbox.sendSoon();
  }

  #work(batch: BatchMessage, run: Run): Promise<void> | undefined {
    const known = this.#functions.get(batch.fn);
    // Only a message can stop a batch here, and one that was stopped with its process may lie behind it.
    const mayBeStopped = this.#runs.length > 1 && this.#port.breatheAfter === 0;
    if (known && 'fn' in known && !mayBeStopped)
      return this.#run(run, new ItemLoop(batch, known, this.#state));
    // What is done must not wait for an import.
    this.#state.outbox.send();
    return this.#loadAndRun(batch, run, known);
  }

  #run(run: Run, loop: ItemLoop): Promise<void> | undefined {
    run.loop = loop;
    return loop.run(this.#runs.length > 1);
  }

  async #loadAndRun(
    batch: BatchMessage,
    run: Run,
    known: LoadedFunction | Promise<LoadedFunction> | undefined,
  ): Promise<void> {
    if (this.#runs.length > 1) await this.#port.breathe();
    const loaded = await this.#load(batch, run, known);
    if (loaded) await this.#run(run, new ItemLoop(batch, loaded, this.#state));
  }

  /** The batch's function; if it cannot be had, that is the outcome of each item. */
  async #load(
    batch: BatchMessage,
    run: Run,
    loading: LoadedFunction | Promise<LoadedFunction> | undefined,
  ): Promise<LoadedFunction | undefined> {
    const { seq, items } = batch;
    try {
      // A module may never be done with loading: whoever waits for it must still be able to leave.
      const loaded = await this.#unlessCancelled(seq, run, loading);
      if (!loaded) this.#port.post({ type: 'stopped', seq });
      return loaded;
    } catch (error) {
      const { outbox } = this.#state;
      const results = outbox.begin(batch, undefined);
      for (let position = 0; position < countOf(items); position++) results.addThrown(error);
      outbox.end(results);
      return undefined;
    }
  }

  #find(seq: number): Run | undefined {
    return this.#runs.find((one) => one.seq === seq);
  }

  #cancel(seq: number): void {
    const run = this.#find(seq);
    run?.loop?.running.abort();
    run?.onCancel?.();
  }

  /** What a promise resolves to; undefined as soon as nobody waits for batch `seq` any more. */
  #unlessCancelled<T>(seq: number, run: Run, promise: T | Promise<T> | undefined): Promise<T | undefined> {
    return new OwnPromise((resolve, reject) => {
      run.onCancel = () => resolve(undefined);
      if (this.#port.isCancelled(seq)) run.onCancel();
      void settle(promise, resolve, reject);
    });
  }

  #define(shipment: Shipment): void {
    const { id } = shipment;
    const loading = this.#loaded(shipment);
    this.#functions.set(id, loading);
    void settle(
      loading,
      (loaded) => {
        if (this.#functions.get(id) === loading) this.#functions.set(id, loaded);
      },
      // Its batches will hear of it; until then nobody listens.
      () => undefined,
    );
  }

  async #loaded(shipment: Shipment): Promise<LoadedFunction> {
    const fn = await this.#port.load(shipment);
    const { classes } = shipment;
    return { fn, classes: classes ? new ClassTable(await this.#port.loadClasses(classes)) : this.#classes };
  }

  /** All is done: runs the finalizer, and leaves. */
  async #end(): Promise<void> {
    const { finalizer } = this.#greeting;
    try {
      const fn = finalizer && ((await this.#port.load(finalizer)) as (state: unknown) => unknown);
      await (fn ? fn(this.#initialized) : this.#dispose?.());
    } catch (error) {
      this.#port.post({ type: 'unfinalized', thrown: this.#pack(error) });
    }
    this.#port.exit();
  }

  #pack(error: unknown): Thrown {
    return packThrown(explainMissingName(error), this.#port, this.#classes);
  }
}

/** Tells what becomes of a promise, whatever `then` has become. */
async function settle<T>(
  promise: T | Promise<T> | undefined,
  resolve: (value: T) => void,
  reject: (reason: unknown) => void,
): Promise<void> {
  let value: T;
  try {
    value = (await promise) as T;
  } catch (reason) {
    reject(reason);
    return;
  }
  resolve(value);
}
