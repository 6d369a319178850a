import type { AnyFunction } from '../function/any-function.js';
import type { ChunkMessage, Greeting, ToWorker } from '../wire/messages.js';
import { packError } from '../wire/pack-error.js';
import type { Shipment } from '../wire/shipment.js';
import { explainMissingName } from './explain-missing-name.js';
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
  #end: Extract<ToWorker, { type: 'end' }> | undefined;
  #wake: () => void = () => undefined;

  constructor(port: WorkerPort, greeting: Greeting) {
    this.#port = port;
    this.#greeting = greeting;
    this.#run = { port, workerId: greeting.workerId, task: undefined, rescue: () => undefined, ran };
  }

  /** Sends the results that are ready: for a worker that is about to die. */
  rescue(): void {
    this.#run.rescue();
  }

  receive(message: ToWorker): void {
    if (message.type === 'define') functions.set(message.shipment.id, this.#define(message.shipment));
    else if (message.type === 'cancel') {
      if (message.seq === this.#running) this.#run.task?.abort();
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
    if (this.#end.then !== 'rest') await this.#finalize();
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
      return await functions.get(task);
    } catch (error) {
      const failure = { type: 'thrown', error: this.#pack(error) } as const;
      this.#port.post({
        type: 'results',
        seq,
        values: items.map(() => undefined),
        failures: items.map((_, position) => [position, failure] as const),
        elapsed: 0,
      });
      return undefined;
    }
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
    const fn = await this.#port.load(finalizer);
    await fn();
  }

  #pack(error: unknown): ReturnType<typeof packError> {
    return packError(explainMissingName(error), (value) => this.#port.isCloneable(value));
  }
}
