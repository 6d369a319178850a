import { TaskTimeoutError, UncloneableError, WorkerCrashedError } from '../errors.js';
import type { Batch } from '../executor/batch.js';
import { noteTaskInfo } from '../executor/task-info.js';
import type { Failure } from '../wire/messages.js';
import type { ClassTable } from '../values/class-table.js';
import type { Obstacle } from '../values/refusal.js';
import { omittedOf, unpackThrown } from '../values/thrown.js';
import type { Death } from './crew.js';

/** Makes the errors of items, and notes for each which item and worker it comes from. */
export class ItemErrors {
  readonly #workerId: number;
  readonly #classes: ClassTable;

  constructor(workerId: number, classes: ClassTable) {
    this.#workerId = workerId;
    this.#classes = classes;
  }

  /** What a worker says has failed. */
  failed(batch: Batch, position: number, failure: Failure): unknown {
    if (failure.type === 'uncloneable') {
      const { path, message, advice } = failure;
      return this.uncloneable(batch, position, 'result', { path, advice, cause: new Error(message) });
    }
    const reason = unpackThrown(failure.thrown, this.#classes, batch.first + position);
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

  #note<E>(error: E, { first, attempt }: Batch, position: number, omitted: readonly string[] = []): E {
    noteTaskInfo(error, { index: first + position, attempt, workerId: this.#workerId, omitted });
    return error;
  }
}
