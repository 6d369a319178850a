import { AsyncResource } from 'node:async_hooks';
import { Observers } from '../../executor/observers.js';
import type { Surroundings } from '../../executor/surroundings.js';
import { channels } from './channels.js';
import { publishEvent } from './publish-event.js';

/** Node's asynchronous contexts, and its channels for diagnostics, to which anyone may subscribe. */
export function surroundings(pool: object): Surroundings {
  const hear = publishEvent(pool);
  const forItems = { hear, isMeasured: true };
  const forOthers = { hear, isMeasured: false };
  return {
    keepContext() {
      // AsyncLocalStorage.snapshot() does the same, from Node 20.5 on.
      const context = new AsyncResource('RxjsPoolJob');
      return (work) => context.runInAsyncScope(work);
    },
    observers(executor) {
      return new Observers(executor, () => {
        if (channels.item.hasSubscribers) return forItems;
        return channels.message.hasSubscribers || channels.worker.hasSubscribers ? forOthers : undefined;
      });
    },
  };
}
