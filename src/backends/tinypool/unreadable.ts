import type { FromWorker } from '../../wire/messages.js';
import { types } from 'node:util';
import { packThrown } from '../../values/thrown.js';

/** What a worker whose message cannot be read would say if it knew: it has to go, and what it sent is lost. */
export function unreadable(error: unknown): FromWorker {
  return {
    type: 'dying',
    isStray: true,
    thrown: packThrown(error, { isProxy: types.isProxy, clone: (value) => structuredClone(value) }),
  };
}
