import { TaskTimeoutError, UncloneableError, WorkerCrashedError } from '../errors.js';
import type { Batch } from '../executor/batch.js';
import { noteTaskInfo } from '../executor/task-info.js';
import { define } from '../values/define.js';
import { isError } from '../values/error-note.js';
import type { Failure } from '../wire/messages.js';
import type { Shipment } from '../wire/shipment.js';
import type { ClassTable } from '../values/class-table.js';
import type { Obstacle } from '../values/refusal.js';
import { omittedOf, unpackThrown } from '../values/thrown.js';
import type { Death } from './crew.js';

/** Makes the stack of an error readable that the function of a shipment has thrown. */
export type ReadableStack = (stack: string, shipment: Shipment) => string;

/** Makes the errors of items, and notes for each which item and worker it comes from. */
export class ItemErrors {
  readonly #workerId: number;
  readonly #classes: ClassTable;
  readonly #readable: ReadableStack | undefined;

  /** @param readable - Makes the stack of an error from a worker readable. */
  constructor(workerId: number, classes: ClassTable, readable?: ReadableStack) {
    this.#workerId = workerId;
    this.#classes = classes;
    this.#readable = readable;
  }

  /** What a worker says has failed. */
  failed(batch: Batch, position: number, failure: Failure): unknown {
    if (failure.type === 'uncloneable') {
      const { path, message, advice } = failure;
      return this.uncloneable(batch, position, 'result', { path, advice, cause: new Error(message) });
    }
    const reason = unpackThrown(failure.thrown, this.#classes, batch.first + position);
    this.#makeReadable(reason, batch);
    return this.#note(reason, batch, position, omittedOf(reason));
  }

  uncloneable(
    batch: Batch,
    position: number,
    where: 'argument' | 'result',
    { path, advice, cause }: Pick<Obstacle, 'path' | 'advice' | 'cause'>,
  ): UncloneableError {
    const error = new UncloneableError(batch.first + position, where, path, { advice, cause });
    return this.#note(error, batch, position);
  }

  /** Why an item or its result could not be taken over. */
  noted(batch: Batch, position: number, reason: unknown): unknown {
    return this.#note(reason, batch, position);
  }

  crashed(batch: Batch, position: number, { exitCode, signal, cause }: Death): WorkerCrashedError {
    const options = cause === undefined ? undefined : { cause };
    const error = new WorkerCrashedError(batch.first + position, exitCode, signal, options);
    return this.#note(error, batch, position);
  }

  late(batch: Batch, position: number): TaskTimeoutError {
    return this.#note(new TaskTimeoutError(batch.first + position, batch.call.timeout), batch, position);
  }

  /** Does so for an error and what has caused it. */
  #makeReadable(reason: unknown, { call }: Batch): void {
    const readable = this.#readable;
    if (!readable) return;
    const seen = new Set<unknown>();
    for (let at = reason; isError(at) && !seen.has(at); at = dataOf(at, 'cause')) {
      seen.add(at);
      const stack = dataOf(at, 'stack');
      if (typeof stack !== 'string') continue;
      const isVisible = Object.prototype.propertyIsEnumerable.call(at, 'stack');
      define(at, 'stack', readable(stack, call.loaded as Shipment), isVisible);
    }
  }

  #note<E>(error: E, { first, attempt }: Batch, position: number, omitted: readonly string[] = []): E {
    noteTaskInfo(error, { index: first + position, attempt, workerId: this.#workerId, omitted });
    return error;
  }
}

/** An own property; nothing of the program's is called for it. */
function dataOf(error: Error, key: string): unknown {
  return Object.getOwnPropertyDescriptor(error, key)?.value;
}
