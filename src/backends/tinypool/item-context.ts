import { AsyncLocalStorage } from 'node:async_hooks';

/** The run of the item that has started whatever asks, also when it comes back from a timer or a socket much later. */
export const itemContext = new AsyncLocalStorage<object>();
