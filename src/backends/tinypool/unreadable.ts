import type { FromWorker } from '../../wire/messages.js';
import { isCloneable } from '../../wire/is-cloneable.js';
import { packError } from '../../wire/pack-error.js';

/** What a worker whose message cannot be read would say if it knew: it has to go, and what it sent is lost. */
export function unreadable(error: unknown): FromWorker {
  return { type: 'dying', isStray: true, error: packError(error, isCloneable) };
}
