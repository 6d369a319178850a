import type { Crew, Talk } from '../../crew/crew.js';
import { PoolError } from '../../errors.js';
import type { FromWorker, Greeting } from '../../wire/messages.js';
import { blobWorker } from './blob-worker.js';
import { WebTalk } from './web-talk.js';
import type { WebWorker } from '../../executor/web-worker.js';

const UNLOADABLE = {
  factory:
    "the browser did not load its script: is the URL right, does the server send it as JavaScript, does the Content Security Policy's worker-src allow it?",
  blob: 'the browser did not load it from a blob: a Content Security Policy has to allow that by `worker-src blob:`, or give the pool a worker of your own: new Pool({ worker: () => new Worker(...) })',
};

/** Browsers' workers: a new one for each conversation. */
export class WebCrew implements Crew {
  readonly #factory: (() => WebWorker) | undefined;
  readonly #known = new WeakSet<WebWorker>();
  readonly #talks = new Set<WebTalk>();
  failedStarts = 0;

  /** @param factory - How the application makes a worker; without, it is made from a blob. */
  constructor(factory: (() => WebWorker) | undefined) {
    this.#factory = factory;
  }

  talk(greeting: Greeting, onMessage: (message: FromWorker) => void): Talk {
    let isReady = false;
    const talk = new WebTalk(greeting, UNLOADABLE[this.#factory ? 'factory' : 'blob'], (message) => {
      isReady = true;
      this.failedStarts = 0;
      onMessage(message);
    });
    if (this.#factory) talk.begin(this.#make(this.#factory));
    else {
      blobWorker().then(
        (worker) => talk.begin(worker),
        (reason: unknown) => talk.die(reason),
      );
    }
    this.#talks.add(talk);
    void talk.over.then(() => {
      this.#talks.delete(talk);
      if (!isReady) this.failedStarts++;
    });
    return talk;
  }

  async destroy(): Promise<void> {
    for (const talk of this.#talks) talk.die();
  }

  #make(factory: () => WebWorker): WebWorker {
    const worker = attempt(factory);
    if (typeof (worker as Partial<WebWorker> | undefined)?.postMessage !== 'function') {
      throw new TypeError(
        `Cannot start a worker: option worker must return a Worker: received ${typeof worker}`,
      );
    }
    if (this.#known.has(worker)) {
      throw new TypeError('Cannot start a worker: option worker must return a new Worker at each call');
    }
    this.#known.add(worker);
    return worker;
  }
}

function attempt(factory: () => WebWorker): WebWorker {
  try {
    return factory();
  } catch (cause) {
    throw new PoolError(`Workers cannot start: option worker threw: ${String(cause)}`, { cause });
  }
}
