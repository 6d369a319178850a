import type { QueueWorkerEvents } from '../backends/bullmq/queue-worker.js';

// How often a worker says what it has done, in ms. More often fills a log, less often tells less of when it was done.
const EVERY = 10_000;

/** Prints what a worker is at: a line for what happens seldom, a sum now and then for what happens all the time. */
export class Summary implements QueueWorkerEvents {
  #chunks = 0;
  #items = 0;
  #failed = 0;
  /** What was said of trouble since the last sum: once is enough. */
  readonly #told = new Set<string>();
  readonly #timer: NodeJS.Timeout;

  constructor() {
    this.#timer = setInterval(() => this.#sum(), EVERY);
    this.#timer.unref();
  }

  say(what: string): void {
    console.log(`${new Date().toISOString()} ${what}`);
  }

  done(items: number, failed: number): void {
    this.#chunks++;
    this.#items += items;
    this.#failed += failed;
  }

  refused(why: string): void {
    this.#once(`refused: ${why}`);
  }

  trouble({ message }: Error): void {
    this.#once(`trouble: ${message}`);
  }

  end(): void {
    clearInterval(this.#timer);
    this.#sum();
    this.say('ended');
  }

  #once(what: string): void {
    if (this.#told.has(what)) return;
    this.#told.add(what);
    this.say(what);
  }

  #sum(): void {
    this.#told.clear();
    if (this.#chunks === 0) return;
    this.say(`done: ${this.#items} items in ${this.#chunks} chunks, ${this.#failed} failed`);
    this.#chunks = 0;
    this.#items = 0;
    this.#failed = 0;
  }
}
