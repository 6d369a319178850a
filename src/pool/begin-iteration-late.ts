import type { Dispatcher } from '../job/dispatcher.js';
import type { JobSpec } from '../job/job-spec.js';
import type { Iteration } from './iteration.js';

/** Opens a job whose results are asked for one by one, as soon as a page has loaded what few pages need. */
export function beginIteration<R>(
  dispatcher: Dispatcher,
  spec: JobSpec,
  iterable: Iterable<unknown> | AsyncIterable<unknown>,
): Promise<Iteration<R>> {
  const release = dispatcher.reserve(spec);
  const beginning = import('./iteration.js').then(
    ({ Iteration: Loaded }) => new Loaded<R>(dispatcher, spec, iterable),
  );
  // Whoever asks for a result hears why there is none.
  beginning.catch(() => undefined).finally(release);
  return beginning;
}
