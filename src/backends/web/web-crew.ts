import { PoolError } from '../../errors.js';
import type { Clock } from '../../executor/clock.js';
import type { Greeting } from '../../wire/messages.js';
import type { Crew, WorkerEvents } from '../../workers/crew.js';
import type { Link } from '../../workers/link.js';
import { blobWorker } from './blob-worker.js';
import { WebMember } from './web-member.js';
import type { WebWorker } from '../../executor/web-worker.js';

const UNLOADABLE = {
  factory:
    "the browser did not load its script: is the URL right, does the server send it as JavaScript, does the Content Security Policy's worker-src allow it?",
  blob: 'the browser did not load it from a blob: a Content Security Policy has to allow that by `worker-src blob:`, or give the pool a worker of your own: new Pool({ worker: () => new Worker(...) })',
};

/** Browsers' workers. */
export class WebCrew implements Crew {
  readonly #factory: (() => WebWorker) | undefined;
  readonly #clock: Clock;
  readonly #known = new WeakSet<WebWorker>();
  readonly #members = new Set<WebMember>();

  /** @param factory - How the application makes a worker; without, it is made from a blob. */
  constructor(factory: (() => WebWorker) | undefined, clock: Clock) {
    this.#factory = factory;
    this.#clock = clock;
  }

  hire(greeting: Greeting, events: WorkerEvents): Link {
    const member: WebMember = new WebMember(
      greeting,
      this.#clock,
      UNLOADABLE[this.#factory ? 'factory' : 'blob'],
      {
        message: (message) => events.message(message),
        ended: (ending) => {
          this.#members.delete(member);
          events.ended(ending);
        },
      },
    );
    if (this.#factory) member.begin(this.#make(this.#factory));
    else {
      blobWorker().then(
        (worker) => member.begin(worker),
        (reason: unknown) => member.die(reason),
      );
    }
    this.#members.add(member);
    return member.link;
  }

  async destroy(): Promise<void> {
    for (const member of this.#members) member.die();
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
