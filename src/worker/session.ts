import type { AnyFunction } from '../function/any-function.js';
import type { ChunkMessage, EndMessage, Greeting, ToWorker } from '../wire/messages.js';
import { packError } from '../wire/pack-error.js';
import type { Shipment } from '../wire/shipment.js';
import { explainMissingName } from './explain-missing-name.js';
import { ItemLoop } from './item-loop.js';
import { Pace } from './pace.js';
import type { WorkerPort } from './worker-port.js';
import type { WorkerState } from './worker-state.js';

// What a worker keeps from one session to the next.
const functions = new Map<number, AnyFunction | Promise<AnyFunction>>();
let initialized = false;
let ran = 0;

/** One conversation between this worker and a lane, from `ready` to `end`. */
export class Session {
  readonly #port: WorkerPort;
  readonly #greeting: Greeting;
  readonly #state: WorkerState;
  readonly #chunks: ChunkMessage[] = [];
  /** The chunk that ran last, or still does. */
  #last: number | undefined;
  #isBusy = false;
  #isDying = false;
  #end: EndMessage | undefined;
  #onEnd: (end: EndMessage) => void = () => undefined;
  #onCancel: () => void = () => undefined;

  constructor(port: WorkerPort, greeting: Greeting) {
    this.#port = port;
    this.#greeting = greeting;
    this.#state = {
      port,
      workerId: greeting.workerId,
      running: undefined,
      rescue: () => undefined,
      pace: new Pace(),
      stopwatch: undefined,
      ran,
    };
  }

  /**
   * Tells the lane of the error that this worker is about to die of, as nobody has caught it.
   *
   * @param owner - What `WorkerPort.trace` knows of its origin.
   */
  confess(error: unknown, owner: object | undefined): void {
    this.#isDying = true;
    const isStray = owner === undefined || owner !== this.#state.running?.task;
    this.#port.post({ type: 'dying', isStray, error: this.#pack(error) });
  }

  /**
   * This worker exits: sends the results that are ready, and clears the item that runs if it is not its doing.
   *
   * @param owner - What `WorkerPort.trace` knows of the code that exits.
   */
  leave(owner: object | undefined): void {
    const { running, rescue } = this.#state;
    if (!this.#isDying && running?.isWaiting && owner !== running.task) {
      this.confess(new Error('process.exit() was called by code that another item left behind'), owner);
    }
    rescue();
  }

  receive(message: ToWorker): void {
    if (message.type === 'define') this.#define(message.shipment);
    else if (message.type === 'forget') message.ids.forEach((id) => functions.delete(id));
    else if (message.type === 'cancel') {
      if (message.seq !== this.#last) return;
      this.#state.running?.abort();
      this.#onCancel();
    } else {
      if (message.type === 'chunk') this.#chunks.push(message);
      else this.#end = message;
      this.#goOn();
    }
  }

  /** Runs chunks until the lane says that it is over. */
  async serve(): Promise<void> {
    if (!(await this.#initialize())) return;
    const { thread } = this.#port;
    this.#port.post({ type: 'ready', thread, known: [...functions.keys()], ran });
    const end = await new Promise<EndMessage>((resolve) => (this.#onEnd = resolve));
    ran = this.#state.ran;
    if (end.then === 'rest') return;
    await this.#finalize();
    if (end.then === 'exit') this.#port.exit();
  }

  /** Runs the chunks that are here; at once, as what is short would wait longer for a promise than it takes. */
  #goOn(): void {
    if (this.#isBusy) return;
    for (let chunk = this.#chunks.shift(); chunk; chunk = this.#chunks.shift()) {
      this.#isBusy = true;
      const pending = this.#work(chunk);
      if (pending) {
        void pending.then(() => {
          this.#isBusy = false;
          this.#goOn();
        });
        return;
      }
      this.#isBusy = false;
    }
    if (this.#end) this.#onEnd(this.#end);
  }

  #work(chunk: ChunkMessage): Promise<void> | undefined {
    this.#last = chunk.seq;
    const known = functions.get(chunk.task);
    if (typeof known === 'function') return new ItemLoop(chunk, known, this.#state).run();
    return this.#load(chunk, known).then((fn) => fn && new ItemLoop(chunk, fn, this.#state).run());
  }

  /** The chunk's function; if it cannot be had, that is the outcome of each item. */
  async #load(
    { seq, items }: ChunkMessage,
    loading: Promise<AnyFunction> | undefined,
  ): Promise<AnyFunction | undefined> {
    try {
      // A module may never be done with loading: whoever waits for it must still be able to leave.
      const fn = await Promise.race([loading, this.#cancelled(seq)]);
      if (!fn) this.#port.post({ type: 'stopped', seq });
      return fn;
    } catch (error) {
      const failure = { type: 'thrown', error: this.#pack(error) } as const;
      this.#port.post({
        type: 'results',
        seq,
        values: Array.from({ length: items.length }),
        failures: Array.from({ length: items.length }, (_, position) => [position, failure] as const),
        elapsed: 0,
        measures: undefined,
      });
      return undefined;
    }
  }

  /** Resolves when nobody waits for chunk `seq` any more. */
  #cancelled(seq: number): Promise<undefined> {
    return new Promise((resolve) => {
      this.#onCancel = () => resolve(undefined);
      if (this.#port.isCancelled(seq)) this.#onCancel();
    });
  }

  #define(shipment: Shipment): void {
    const { id } = shipment;
    const loading = this.#port.load(shipment);
    functions.set(id, loading);
    loading.then(
      (fn) => {
        if (functions.get(id) === loading) functions.set(id, fn);
      },
      // Its chunks will hear of it; until then nobody listens.
      () => undefined,
    );
  }

  async #initialize(): Promise<boolean> {
    const { initializer, initargs } = this.#greeting;
    if (initialized || !initializer) return true;
    try {
      const fn = (await this.#port.load(initializer)) as (...args: unknown[]) => unknown;
      await fn(...initargs);
      initialized = true;
    } catch (error) {
      this.#port.post({ type: 'broken', error: this.#pack(error) });
    }
    return initialized;
  }

  async #finalize(): Promise<void> {
    const { finalizer } = this.#greeting;
    if (!finalizer) return;
    try {
      const fn = await this.#port.load(finalizer);
      await fn();
    } catch (error) {
      this.#port.post({ type: 'unfinalized', error: this.#pack(error) });
    }
  }

  #pack(error: unknown): ReturnType<typeof packError> {
    return packError(explainMissingName(error), (value) => this.#port.isCloneable(value));
  }
}
