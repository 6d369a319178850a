import type { FromWorker } from '../../wire/messages.js';
import { packThrown } from '../../values/thrown.js';
import { threadChannel } from './value-channels.js';

/** What a worker whose message cannot be read would say if it knew: it has to go, and what it sent is lost. */
export function unreadable(error: unknown): FromWorker {
  return { type: 'dying', isStray: true, thrown: packThrown(error, threadChannel) };
}
