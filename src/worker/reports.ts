import type { AnyFunction } from '../function/any-function.js';
import type { ClassTable } from '../values/class-table.js';
import { Copier } from '../values/copier.js';
import { findUncloneable } from '../values/find-uncloneable.js';
import { isPart } from '../values/is-part.js';
import { pack } from '../values/pack.js';
import type { Packed } from '../values/packer.js';
import { Obstacle } from '../values/refusal.js';
import { sayValue } from '../values/say-value.js';
import type { BatchMessage } from '../wire/messages.js';
import type { CurrentTask } from './current-task.js';
import { Reporter } from './reporter.js';
import type { WorkerPort } from './worker-port.js';

/** What the function reports of the items of a batch, on its way to the pool. */
export class Reports {
  readonly #batch: BatchMessage;
  readonly #port: WorkerPort;
  readonly #copier: Copier;
  /** That of the item that runs. */
  #reporter: Reporter<Packed> | undefined;

  /** @param classes - Those that both sides know, as the function sees them. */
  constructor(batch: BatchMessage, port: WorkerPort, classes: ClassTable) {
    this.#batch = batch;
    this.#port = port;
    this.#copier = new Copier(port, false, (name) => port.post({ type: 'lost', name }));
    this.#copier.classes = classes;
  }

  take(value: unknown): void {
    this.#reporter?.take(value);
  }

  /** The item that runs has its outcome. */
  end(): void {
    this.#reporter?.end();
  }

  /**
   * Makes a function that does the same, and whose reports are sent.
   *
   * @param task - Tells which item it is called for.
   */
  around(fn: AnyFunction, task: () => CurrentTask | undefined): AnyFunction {
    const call = fn as (...args: unknown[]) => unknown;
    const { seq, first } = this.#batch;
    const port = this.#port;
    return (...args: unknown[]): unknown => {
      const index = task()?.index ?? first;
      this.#reporter = new Reporter({
        index,
        copy: (value) => this.#copy(value),
        send: (value) => port.post({ type: 'report', seq, position: index - first, value }),
        now: port.ownTime,
      });
      return this.#reporter.follow(() => call(...args));
    };
  }

  #copy(value: unknown): Packed {
    const { packed, obstacle } = pack([value], this.#copier);
    if (obstacle) throw obstacle;
    if (!isPart(value)) return packed;
    try {
      // It may wait here, and must stay what it is; and if it cannot be sent, that has to be known now.
      return this.#port.clone(packed) as Packed;
    } catch (cause) {
      const path = findUncloneable(value, this.#port);
      throw new Obstacle(path, { message: sayValue(value), advice: undefined, cause });
    }
  }
}
