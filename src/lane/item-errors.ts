import { TaskTimeoutError, UncloneableError, WorkerCrashedError } from '../errors.js';
import type { Chunk } from '../executor/executor.js';
import { noteTaskInfo } from '../executor/task-info.js';
import type { Failure } from '../wire/messages.js';
import { unpackError, type ErrorClass } from '../wire/unpack-error.js';
import type { Death } from './link.js';

/** Makes the errors of items, and notes for each which item and worker it comes from. */
export class ItemErrors {
  readonly #workerId: number;
  readonly #errorClasses: readonly ErrorClass[];

  constructor(workerId: number, errorClasses: readonly ErrorClass[]) {
    this.#workerId = workerId;
    this.#errorClasses = errorClasses;
  }

  /** What a worker says has failed. */
  failed(chunk: Chunk, position: number, failure: Failure): unknown {
    if (failure.type === 'uncloneable') {
      return this.uncloneable(chunk, position, 'result', failure.path, new Error(failure.message));
    }
    const { error } = failure;
    const reason = unpackError(error, this.#errorClasses, chunk.first + position);
    return this.#note(reason, chunk, position, error.kind === 'error' ? error.omitted : []);
  }

  uncloneable(
    chunk: Chunk,
    position: number,
    where: 'argument' | 'result',
    path: string,
    cause: unknown,
  ): UncloneableError {
    const error = new UncloneableError(chunk.first + position, where, path, { cause });
    return this.#note(error, chunk, position);
  }

  /** `transfer` has thrown, or named what cannot move. */
  unmoved(chunk: Chunk, position: number, reason: unknown): unknown {
    return this.#note(reason, chunk, position);
  }

  crashed(chunk: Chunk, position: number, { exitCode, signal, cause }: Death): WorkerCrashedError {
    const options = cause === undefined ? undefined : { cause };
    const error = new WorkerCrashedError(chunk.first + position, exitCode, signal, options);
    return this.#note(error, chunk, position);
  }

  late(chunk: Chunk, position: number): TaskTimeoutError {
    return this.#note(new TaskTimeoutError(chunk.first + position, chunk.call.timeout), chunk, position);
  }

  #note<E>(error: E, { first, attempt }: Chunk, position: number, omitted: readonly string[] = []): E {
    noteTaskInfo(error, { index: first + position, attempt, workerId: this.#workerId, omitted });
    return error;
  }
}
