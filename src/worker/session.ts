import type { AnyFunction } from '../function/any-function.js';
import type { ChunkMessage, Greeting, ToWorker } from '../wire/messages.js';
import { packError } from '../wire/pack-error.js';
import type { Shipment } from '../wire/shipment.js';
import { explainMissingName } from './explain-missing-name.js';
import { Pace } from './pace.js';
import { runChunk, type ChunkRun } from './run-chunk.js';
import type { WorkerPort } from './worker-port.js';

// What a worker keeps from one session to the next.
const functions = new Map<number, Promise<AnyFunction>>();
let initialized = false;
let ran = 0;

/** One conversation between this worker and a lane, from `ready` to `end`. */
export class Session {
  readonly #port: WorkerPort;
  readonly #greeting: Greeting;
  readonly #run: ChunkRun;
  readonly #chunks: ChunkMessage[] = [];
  #running: number | undefined;
  #isDying = false;
  #end: Extract<ToWorker, { type: 'end' }> | undefined;
  #wake: () => void = () => undefined;
  #onCancel: () => void = () => undefined;

  constructor(port: WorkerPort, greeting: Greeting) {
    this.#port = port;
    this.#greeting = greeting;
    this.#run = {
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
    const isStray = owner === undefined || owner !== this.#run.running?.task;
    this.#port.post({ type: 'dying', isStray, error: this.#pack(error) });
  }

  /**
   * This worker exits: sends the results that are ready, and clears the item that runs if it is not its doing.
   *
   * @param owner - What `WorkerPort.trace` knows of the code that exits.
   */
  leave(owner: object | undefined): void {
    const { running, rescue } = this.#run;
    if (!this.#isDying && running?.isWaiting && owner !== running.task) {
      this.confess(new Error('process.exit() was called by code that another item left behind'), owner);
    }
    rescue();
  }

  receive(message: ToWorker): void {
    if (message.type === 'define') functions.set(message.shipment.id, this.#define(message.shipment));
    else if (message.type === 'forget') message.ids.forEach((id) => functions.delete(id));
    else if (message.type === 'cancel') {
      if (message.seq !== this.#running) return;
      this.#run.running?.abort();
      this.#onCancel();
    } else {
      if (message.type === 'chunk') this.#chunks.push(message);
      else this.#end = message;
      this.#wake();
    }
  }

  /** Runs chunks until the lane says that it is over. */
  async serve(): Promise<void> {
    if (!(await this.#initialize())) return;
    const { thread } = this.#port;
    this.#port.post({ type: 'ready', thread, known: [...functions.keys()], ran });
    for (;;) {
      const chunk = this.#chunks.shift();
      if (chunk) await this.#work(chunk);
      else if (this.#end) break;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    if (this.#end.then === 'rest') return;
    await this.#finalize();
    if (this.#end.then === 'exit') this.#port.exit();
  }

  async #work(chunk: ChunkMessage): Promise<void> {
    this.#running = chunk.seq;
    const fn = await this.#load(chunk);
    if (fn) await runChunk(chunk, fn, this.#run);
    ran = this.#run.ran;
    this.#running = undefined;
  }

  /** The chunk's function; if it cannot be had, that is the outcome of each item. */
  async #load({ seq, task, items }: ChunkMessage): Promise<AnyFunction | undefined> {
    try {
      // A module may never be done with loading: whoever waits for it must still be able to leave.
      const fn = await Promise.race([functions.get(task), this.#cancelled(seq)]);
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

  #define(shipment: Shipment): Promise<AnyFunction> {
    const loading = this.#port.load(shipment);
    // Its chunks will hear of a failure; until then nobody listens.
    loading.catch(() => undefined);
    return loading;
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
