import { OwnMap } from '../../intrinsics.js';
import type { FromWorker, ToWorker } from '../../wire/messages.js';
import { breathe } from './breathe.js';
import { processChannel } from './value-channels.js';
import { itemContext } from './item-context.js';
import { functionLoader } from './load-function.js';
import { monotonic } from './monotonic.js';
import { seal, unseal } from './sealed.js';
import type { ListeningPort } from './thread-port.js';

const { performance, process } = globalThis;

/**
 * The far end in a child process: sealed messages on the channel of the process.
 *
 * @param channel - Names them.
 */
export function processPort(channel: string): ListeningPort {
  /** Batches that end before their next item, and whether nobody waits for them. */
  const ended = new OwnMap<number, boolean>();
  // Taken now: user code that replaces or closes them must not cut the worker off.
  const send = process.send?.bind(process);
  const exit = process.exit.bind(process);
  const post = (message: FromWorker): void => {
    const sealed = seal(channel, message);
    // Without a parent there is nobody to tell; this process is about to end, too.
    if (process.connected) send?.(sealed);
  };
  return {
    listen(receive, onUnreadable) {
      const onMessage = (data: unknown): void => {
        let message: ToWorker | undefined;
        try {
          message = unseal(channel, data);
        } catch (error) {
          onUnreadable(error);
        }
        if (!message) return;
        const { type } = message;
        if (type === 'cancel' || type === 'stop') ended.set(message.seq, type === 'cancel');
        receive(message);
      };
      process.on('message', onMessage);
      // User code that removes all listeners cuts the worker off: then better no worker than one that hears nothing.
      process.on('removeListener', (_event: string | symbol, listener: unknown) => {
        if (listener === onMessage) exit(1);
      });
    },
    post,
    // Written to the pipe before the item begins, so that it arrives even if the item ends the process.
    begin(seq, position, _timed, spent = 0) {
      if (ended.has(seq)) return 'stop';
      // Batches run in the order of their numbers, so those before this one are over.
      for (const [other] of ended) if (((other - seq) | 0) < 0) ended.delete(other);
      post({ type: 'began', seq, position, since: monotonic() - spent });
      return 'hurry';
    },
    pause: (seq) => post({ type: 'paused', seq }),
    rest: () => undefined,
    now: monotonic,
    ownTime: performance.now.bind(performance),
    trace: (owner, call) => itemContext.run(owner, call),
    isCancelled: (seq) => ended.get(seq) ?? false,
    isLate: () => false,
    ...processChannel,
    ...functionLoader(),
    // Only a message can stop a batch here.
    breatheAfter: 0,
    // Reading the channel takes one turn, handing on what was read another.
    async breathe() {
      await breathe();
      await breathe();
    },
    exit: () => exit(0),
  };
}
