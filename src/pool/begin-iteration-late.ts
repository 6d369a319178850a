import type { AskedResults, JobOpener } from './asked-results.js';

/** Opens a job whose results are asked for one by one, as soon as a page has loaded what few pages need. */
export function beginIteration<R, S>(
  opener: JobOpener<S>,
  spec: S,
  iterable: Iterable<unknown> | AsyncIterable<unknown>,
): Promise<AskedResults<R>> {
  const release = opener.reserve(spec);
  const beginning = import('./iteration.js').then(
    ({ Iteration: Loaded }) => new Loaded<R, S>(opener, spec, iterable),
  );
  // Whoever asks for a result hears why there is none.
  beginning.catch(() => undefined).finally(release);
  return beginning;
}
