import { InitializerError, PoolError } from '../../errors.js';
import type { Clock } from '../../executor/clock.js';
import type { Greeting } from '../../wire/messages.js';
import { SharedLedger } from '../../wire/shared-ledger.js';
import type { Ending, WorkerEvents } from '../../workers/crew.js';
import { BEGIN, EXPOSED, type FromWebWorker, type Opening } from './handshake.js';
import { NO_CLASSES } from '../../values/class-table.js';
import { unpackThrown } from '../../values/thrown.js';
import { isIsolated } from './is-isolated.js';
import { lifeLock } from './life-lock.js';
import type { Link } from '../../workers/link.js';
import { webLink } from './web-link.js';
import type { WebPort } from './web-port.js';
import type { WebWorker } from '../../executor/web-worker.js';

/**
 * How long a worker may take to load its script and call `exposeTasks()`, in ms. Longer bears with slower networks,
 * shorter tells sooner about a script that never calls it; no browser tells that.
 */
const LONGEST_START = 30_000;

/**
 * How long what a dead worker has sent may be on its way, in ms: no browser tells when the last of it is here. Longer
 * loses fewer results on a busy page, shorter replaces the worker sooner.
 */
const LAST_WORDS = 50;

/** What an error event of a worker tells; nothing, for a script that did not load. */
interface WorkerErrorEvent {
  readonly message?: string;
  readonly filename?: string;
  readonly lineno?: number;
  preventDefault(): void;
}

/** One worker of a browser, from its script's first word to its end. */
export class WebMember {
  readonly link: Link;
  /** What to say when the browser does not load the script, and does not say why. */
  readonly #unloadable: string;
  readonly #clock: Clock;
  readonly #farPort: WebPort;
  readonly #lock: string | undefined;
  readonly #ended = new AbortController();
  readonly #events: WorkerEvents;
  #terminate: (() => void) | undefined;
  #stopDeadline: () => void = () => undefined;
  #isDying = false;
  #isEnded = false;
  #cause: unknown;

  /** @throws InitializerError if the initializer's arguments cannot be copied. */
  constructor(greeting: Greeting, clock: Clock, unloadable: string, events: WorkerEvents) {
    this.#clock = clock;
    this.#unloadable = unloadable;
    this.#events = events;
    const ports = new MessageChannel() as unknown as Record<'port1' | 'port2', WebPort>;
    const { port1: port } = ports;
    this.#farPort = ports.port2;
    const ledger = isIsolated() ? new SharedLedger() : undefined;
    this.#lock = lifeLock.name();
    const opening: Opening = { greeting, memory: ledger?.memory, lock: this.#lock };
    try {
      port.postMessage(opening);
    } catch (cause) {
      throw new InitializerError(cause);
    }
    this.link = webLink(port, ledger, () => this.die());
    port.addEventListener('message', ({ data }) => this.#receive(data as FromWebWorker));
    // Results that cannot be read are lost: better with their worker than without a word.
    port.addEventListener('messageerror', () => this.die());
    port.start();
  }

  /** Begins the session in this worker, as soon as its script is ready for it. */
  begin(worker: WebWorker): void {
    if (this.#isDying) {
      worker.terminate();
      return;
    }
    this.#terminate = worker.terminate.bind(worker);
    // By others who have it too.
    worker.terminate = () => this.die();
    this.#stopDeadline = this.#clock.after(LONGEST_START, () => this.#lose());
    worker.addEventListener('message', (event) => {
      if ((event as { data?: unknown }).data === EXPOSED) worker.postMessage(BEGIN, [this.#farPort]);
    });
    worker.addEventListener('error', (event) => {
      const { message, filename, lineno } = event as WorkerErrorEvent;
      (event as WorkerErrorEvent).preventDefault();
      this.die(new Error(message ? `${message} (${filename}:${lineno})` : this.#unloadable));
    });
  }

  /** Ends the worker, if it lives. */
  die(cause?: unknown): void {
    this.#cause ??= cause;
    if (this.#isDying) return;
    this.#isDying = true;
    this.#stopDeadline();
    this.#ended.abort();
    this.#terminate?.();
    this.#clock.after(LAST_WORDS, () => this.#died());
  }

  #receive(message: FromWebWorker): void {
    if (message.type === 'alive') {
      this.#stopDeadline();
      lifeLock.await(this.#lock, this.#ended.signal, () => this.die());
      return;
    }
    if (message.type !== 'over') {
      this.#events.message(message);
      return;
    }
    if (message.thrown) this.#cause = unpackThrown(message.thrown, NO_CLASSES, -1);
    this.die();
    this.#died();
  }

  #died(): void {
    this.#tell({ type: 'death', exitCode: null, signal: null, cause: this.#cause });
  }

  #lose(): void {
    const reason = new PoolError(
      `Workers cannot start: the script of one has not called exposeTasks() for ${LONGEST_START / 1000} s`,
    );
    this.#tell({ type: 'hopeless', reason });
    this.die();
  }

  #tell(ending: Ending): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#events.ended(ending);
  }
}
