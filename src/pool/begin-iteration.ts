import type { AskedResults, JobOpener } from './asked-results.js';
import { Iteration } from './iteration.js';

/** Opens a job whose results are asked for one by one. */
export async function beginIteration<R, S>(
  opener: JobOpener<S>,
  spec: S,
  iterable: Iterable<unknown> | AsyncIterable<unknown>,
): Promise<AskedResults<R>> {
  return new Iteration(opener, spec, iterable);
}
