import type { ChildProcess } from 'node:child_process';
import type { TinypoolChannel, TinypoolWorker } from 'tinypool';
import type { FromWorker } from '../../wire/messages.js';
import type { Link } from '../../workers/link.js';
import { processChannel } from './value-channels.js';
import { isStopped } from './is-stopped.js';
import { monotonic } from './monotonic.js';
import { seal, unseal } from './sealed.js';
import { unreadable } from './unreadable.js';

/** The near end of the channel to a child process, and what tinypool connects it by. */
export function processLink(
  worker: TinypoolWorker,
  child: ChildProcess,
  name: string,
  onMessage: (message: FromWorker) => void,
  kill: () => void,
): { link: Link; channel: TinypoolChannel } {
  let send: ((data: unknown) => void) | undefined;
  let isOpen = true;
  const channel: TinypoolChannel = {
    onMessage(callback) {
      send = callback;
    },
    postMessage(data: unknown) {
      if (!isOpen) return;
      try {
        const message = unseal<FromWorker>(name, data);
        if (message) onMessage(message);
      } catch (error) {
        // What comes after lost results would be taken for theirs.
        isOpen = false;
        onMessage(unreadable(error));
        kill();
      }
    },
  };
  const link: Link = {
    post(message) {
      const sealed = seal(name, message);
      // What is sent to a dead process would come back as an error of its own.
      if (child.connected) send?.(sealed);
    },
    open: () => undefined,
    limit: () => undefined,
    flagCancel: () => false,
    flagLate: () => undefined,
    // It looks at the clock after each item as it is.
    hurry: () => undefined,
    running: () => undefined,
    drain: () => undefined,
    hold(isHeld) {
      if (!isHeld) return worker.unref?.();
      worker.ref?.();
      child.channel?.ref();
    },
    now: monotonic,
    ...processChannel,
    isStopped: () => isStopped(child.pid),
    kill,
    close() {
      isOpen = false;
    },
  };
  return { link, channel };
}
