import { UncloneableError } from '../errors.js';
import type { Obstacle } from '../values/refusal.js';
import { whenOver } from './when-over.js';

const { setTimeout, clearTimeout } = globalThis;

/**
 * Least time between two reports of an item, in ms; its first and its last wait for nothing. Longer costs the main thread
 * fewer messages, shorter moves a bar more smoothly. Nobody takes so little for a pause.
 */
const BETWEEN_REPORTS = 50;

/** How reports get from an item to whoever listens. */
export interface ReportWay<C> {
  /** Index in the source of the item that they are about. */
  readonly index: number;
  /**
   * Copies a value as it is now.
   *
   * @throws Obstacle, or what structured clone throws.
   */
  copy(value: unknown): C;
  send(copy: C): void;
  /** Milliseconds on any clock. */
  now(): number;
}

/** Takes what a function reports of one item, and sends as much of it as is worth a message. */
export class Reporter<C> {
  readonly #way: ReportWay<C>;
  /** When the last one was sent. */
  #sentAt = -Infinity;
  /** The latest that was not sent. */
  #waiting: { readonly copy: C } | undefined;
  #timer: unknown;
  #isOver = false;

  constructor(way: ReportWay<C>) {
    this.#way = way;
  }

  /** @throws UncloneableError if the value cannot be copied. */
  take(value: unknown): void {
    if (this.#isOver) return;
    this.#waiting = { copy: this.#copy(value) };
    const left = this.#sentAt + BETWEEN_REPORTS - this.#way.now();
    if (left <= 0) this.#send();
    else this.#timer ??= setTimeout(() => this.#send(), left);
  }

  /** Calls a function of the item; when it is over, sends the last report. */
  follow(call: () => unknown): unknown {
    return whenOver(call, () => this.end());
  }

  /** Sends the last report; nothing that comes behind it is taken. */
  end(): void {
    this.#send();
    this.#isOver = true;
  }

  #copy(value: unknown): C {
    try {
      return this.#way.copy(value);
    } catch (thrown) {
      const { path = '', advice, cause = thrown } = thrown as Partial<Obstacle>;
      throw new UncloneableError(this.#way.index, 'report', path, { advice, cause });
    }
  }

  #send(): void {
    const waiting = this.#waiting;
    if (this.#timer !== undefined) clearTimeout(this.#timer as never);
    this.#timer = undefined;
    this.#waiting = undefined;
    if (!waiting) return;
    this.#sentAt = this.#way.now();
    this.#way.send(waiting.copy);
  }
}
