import type { Dispatcher } from '../job/dispatcher.js';
import type { JobSpec } from '../job/job-spec.js';
import { Iteration } from './iteration.js';

/** Opens a job whose results are asked for one by one. */
export function beginIteration<R>(
  dispatcher: Dispatcher,
  spec: JobSpec,
  iterable: Iterable<unknown> | AsyncIterable<unknown>,
): Iteration<R> {
  return new Iteration(dispatcher, spec, iterable);
}
