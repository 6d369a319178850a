import type { Ending, Talk } from '../../crew/crew.js';
import { InitializerError, PoolError } from '../../errors.js';
import { realClock } from '../../executor/real-clock.js';
import type { FromWorker, Greeting } from '../../wire/messages.js';
import { SharedLedger } from '../../wire/shared-ledger.js';
import { unpackError } from '../../wire/unpack-error.js';
import { EXPOSED, TALK, type FromWebWorker, type Opening } from './handshake.js';
import { isIsolated } from './is-isolated.js';
import { lifeLock } from './life-lock.js';
import { webLink, type WebLink } from './web-link.js';
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

/** The one conversation of a browser's worker, from its script's first word to its end, which ends the worker. */
export class WebTalk implements Talk {
  readonly link: WebLink;
  readonly over: Promise<Ending>;
  /** What to say when the browser does not load the script, and does not say why. */
  readonly #unloadable: string;
  readonly #farPort: WebPort;
  readonly #lock: string | undefined;
  readonly #ended = new AbortController();
  #resolve!: (ending: Ending) => void;
  #terminate: (() => void) | undefined;
  #stopDeadline: () => void = () => undefined;
  #isDying = false;
  #cause: unknown;

  /** @throws InitializerError if the initializer's arguments cannot be copied. */
  constructor(greeting: Greeting, unloadable: string, onMessage: (message: FromWorker) => void) {
    this.#unloadable = unloadable;
    this.over = new Promise((resolve) => (this.#resolve = resolve));
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
    this.link = webLink(port, ledger, onMessage, () => this.die());
    port.addEventListener('message', ({ data }) => this.#receive(data as FromWebWorker));
    // Results that cannot be read are lost: better with their worker than without a word.
    port.addEventListener('messageerror', () => this.die());
    port.start();
  }

  identify(): void {
    // A worker has one conversation only.
  }

  /** Talks to this worker, as soon as its script is ready to. */
  begin(worker: WebWorker): void {
    if (this.#isDying) {
      worker.terminate();
      return;
    }
    this.#terminate = worker.terminate.bind(worker);
    // By others who have it too.
    worker.terminate = () => this.die();
    this.#stopDeadline = realClock.after(LONGEST_START, () => this.#lose());
    worker.addEventListener('message', (event) => {
      if ((event as { data?: unknown }).data === EXPOSED) worker.postMessage(TALK, [this.#farPort]);
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
    realClock.after(LAST_WORDS, () => this.#died());
  }

  #receive(message: FromWebWorker): void {
    if (message.type === 'alive') {
      this.#stopDeadline();
      lifeLock.await(this.#lock, this.#ended.signal, () => this.die());
      return;
    }
    if (message.type !== 'over') {
      this.link.receive(message);
      return;
    }
    if (message.error) this.#cause = unpackError(message.error, [], 0);
    if (message.isAgreed) this.#resolve({ type: 'agreed' });
    this.die();
    this.#died();
  }

  #died(): void {
    this.#resolve({
      type: 'death',
      death: { exitCode: null, signal: null, cause: this.#cause, isStray: false },
    });
  }

  #lose(): void {
    const reason = new PoolError(
      `Workers cannot start: the script of one has not called exposeTasks() for ${LONGEST_START / 1000} s`,
    );
    this.#resolve({ type: 'hopeless', reason });
    this.die();
  }
}
