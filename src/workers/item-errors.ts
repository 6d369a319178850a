import { TaskTimeoutError, UncloneableError, WorkerCrashedError } from '../errors.js';
import type { Batch } from '../executor/batch.js';
import { noteTaskInfo } from '../executor/task-info.js';
import type { Failure } from '../wire/messages.js';
import { unpackError, type ErrorClass } from '../wire/unpack-error.js';
import type { Death } from './crew.js';

/** Makes the errors of items, and notes for each which item and worker it comes from. */
export class ItemErrors {
  readonly #workerId: number;
  readonly #errorClasses: readonly ErrorClass[];

  constructor(workerId: number, errorClasses: readonly ErrorClass[]) {
    this.#workerId = workerId;
    this.#errorClasses = errorClasses;
  }

  /** What a worker says has failed. */
  failed(batch: Batch, position: number, failure: Failure): unknown {
    if (failure.type === 'uncloneable') {
      return this.uncloneable(batch, position, 'result', failure.path, new Error(failure.message));
    }
    const { error } = failure;
    const reason = unpackError(error, this.#errorClasses, batch.first + position);
    return this.#note(reason, batch, position, error.kind === 'error' ? error.omitted : []);
  }

  uncloneable(
    batch: Batch,
    position: number,
    where: 'argument' | 'result',
    path: string,
    cause: unknown,
  ): UncloneableError {
    const error = new UncloneableError(batch.first + position, where, path, { cause });
    return this.#note(error, batch, position);
  }

  /** `transfer` has thrown, or named what cannot move. */
  unmoved(batch: Batch, position: number, reason: unknown): unknown {
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
