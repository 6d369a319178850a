import { OwnMap, OwnPromise } from '../intrinsics.js';
import type { BatchMessage, Greeting, ToWorker } from '../wire/messages.js';
import type { Shipment } from '../wire/shipment.js';
import { ClassTable, NO_CLASSES } from '../values/class-table.js';
import { allOf, countOf } from '../values/pack.js';
import { packThrown, type Thrown } from '../values/thrown.js';
import { explainMissingName } from './explain-missing-name.js';
import { ItemLoop, type LoadedFunction } from './item-loop.js';
import { Outbox } from './outbox.js';
import { Pace } from './pace.js';
import type { WorkerPort } from './worker-port.js';
import { disposerOf, setWorkerState } from './worker-state.js';
import type { Workbench } from './workbench.js';

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
  /** The batch that ran last, or still does. */
  #last: number | undefined;
  #isBusy = false;
  #isDying = false;
  #isEnding = false;
  #onCancel: () => void = () => undefined;
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
      running: undefined,
      stopwatch: undefined,
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
        return this.#state.running?.late(message.seq, message.position);
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
    const isStray = owner === undefined || owner !== this.#state.running?.task;
    this.#port.post({ type: 'dying', isStray, thrown: this.#pack(error) });
  }

  /**
   * This worker exits: sends the results that are ready, and clears the item that runs if it is not its doing.
   *
   * @param owner - What `WorkerPort.trace` knows of the code that exits.
   */
  leave(owner: object | undefined): void {
    const { running, outbox } = this.#state;
    if (!this.#isDying && running?.isWaiting && owner !== running.task) {
      this.confess(new Error('process.exit() was called by code that another item left behind'), owner);
    }
    outbox.send();
  }

  /** Runs the batches that are here; at once, as what is short would wait longer for a promise than it takes. */
  #goOn(): void {
    if (this.#isBusy) return;
    for (let batch = this.#next(); batch; batch = this.#next()) {
      this.#isBusy = true;
      const pending = this.#work(batch);
      if (pending) {
        void this.#goOnAfter(pending);
        return;
      }
      this.#isBusy = false;
    }
    if (this.#isEnding) void this.#end();
  }

  async #goOnAfter(pending: Promise<void>): Promise<void> {
    await pending;
    this.#isBusy = false;
    this.#goOn();
  }

  #next(): BatchMessage | undefined {
    if (this.#group.length === 0) {
      // What comes next may take long.
      this.#state.outbox.send();
      this.#group = this.#groups.shift() ?? [];
    }
    return this.#group.shift();
  }

  #work(batch: BatchMessage): Promise<void> | undefined {
    this.#last = batch.seq;
    const known = this.#functions.get(batch.fn);
    if (known && 'fn' in known) return new ItemLoop(batch, known, this.#state).run();
    // What is done must not wait for an import.
    this.#state.outbox.send();
    return this.#loadAndRun(batch, known);
  }

  async #loadAndRun(batch: BatchMessage, known: Promise<LoadedFunction> | undefined): Promise<void> {
    const loaded = await this.#load(batch, known);
    if (loaded) await new ItemLoop(batch, loaded, this.#state).run();
  }

  /** The batch's function; if it cannot be had, that is the outcome of each item. */
  async #load(
    batch: BatchMessage,
    loading: Promise<LoadedFunction> | undefined,
  ): Promise<LoadedFunction | undefined> {
    const { seq, items } = batch;
    try {
      // A module may never be done with loading: whoever waits for it must still be able to leave.
      const loaded = await this.#unlessCancelled(seq, loading);
      if (!loaded) this.#port.post({ type: 'stopped', seq });
      return loaded;
    } catch (error) {
      const { outbox } = this.#state;
      outbox.begin(batch, undefined);
      for (let position = 0; position < countOf(items); position++) outbox.addThrown(error);
      outbox.end();
      return undefined;
    }
  }

  #cancel(seq: number): void {
    if (seq !== this.#last) return;
    this.#state.running?.abort();
    this.#onCancel();
  }

  /** What a promise resolves to; undefined as soon as nobody waits for batch `seq` any more. */
  #unlessCancelled<T>(seq: number, promise: Promise<T> | undefined): Promise<T | undefined> {
    return new OwnPromise((resolve, reject) => {
      this.#onCancel = () => resolve(undefined);
      if (this.#port.isCancelled(seq)) this.#onCancel();
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
  promise: Promise<T> | undefined,
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
