import { types } from 'node:util';
import type { FromWorker, ToWorker } from '../../wire/messages.js';
import { loadFunction } from './load-function.js';
import { monotonic } from './monotonic.js';
import type { WorkerPort } from '../../worker/worker-port.js';
import { breathe } from './breathe.js';
import { isSerializable } from './is-serializable.js';
import { itemContext } from './item-context.js';
import { seal } from './seal.js';
import { unseal } from './unseal.js';

/** The far end of a lane in a child process: envelopes on the process's channel. */
export interface ProcessPort extends WorkerPort {
  /** Hands on what the lane sends, and why it cannot be read, until the returned function is called. */
  listen(receive: (message: ToWorker) => void, onUnreadable: (error: unknown) => void): () => void;
}

export function processPort(talk: string): ProcessPort {
  const cancelled = new Set<number>();
  // Taken now: user code that replaces or closes them must not cut the lane off.
  const send = process.send?.bind(process);
  const exit = process.exit.bind(process);
  const post = (message: FromWorker): void => {
    const envelope = seal(talk, message);
    // Without a parent there is nobody to tell; this process is about to end, too.
    if (process.connected) send?.(envelope);
  };
  return {
    thread: process.pid,
    post,
    // Written to the pipe before the item begins, so that it arrives even if the item ends the process.
    begin(seq, position) {
      if (cancelled.has(seq)) return 'stop';
      // Chunks run in the order of their numbers, so those before this one are over.
      for (const other of cancelled) if (((other - seq) | 0) < 0) cancelled.delete(other);
      post({ type: 'began', seq, position, since: monotonic() });
      return 'hurry';
    },
    rest: () => undefined,
    now: monotonic,
    trace: (owner, call) => itemContext.run(owner, call),
    isCancelled: (seq) => cancelled.has(seq),
    isCloneable: isSerializable,
    isProxy: types.isProxy,
    load: loadFunction,
    // Only a message can stop a chunk here.
    breatheAfter: 0,
    // Reading the channel takes one turn, handing on what was read another.
    breathe: () => breathe().then(breathe),
    exit: () => exit(0),
    listen(receive, onUnreadable) {
      const onMessage = (data: unknown): void => {
        let message: ToWorker | undefined;
        try {
          message = unseal(talk, data);
        } catch (error) {
          onUnreadable(error);
        }
        if (!message) return;
        if (message.type === 'cancel') cancelled.add(message.seq);
        receive(message);
      };
      // User code that removes all listeners cuts the lane off: then better no worker than one that hears nothing.
      const onRemoved = (_event: string | symbol, listener: unknown): void => {
        if (listener === onMessage) exit(1);
      };
      process.on('message', onMessage);
      process.on('removeListener', onRemoved);
      return () => {
        process.off('removeListener', onRemoved);
        process.off('message', onMessage);
      };
    },
  };
}
