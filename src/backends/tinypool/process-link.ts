import { types } from 'node:util';
import type { TinypoolChannel } from 'tinypool';
import type { Link, Running } from '../../lane/link.js';
import type { FromWorker } from '../../wire/messages.js';
import { monotonic } from './monotonic.js';
import { isSerializable } from './is-serializable.js';
import { seal } from './seal.js';
import { unreadable } from './unreadable.js';
import { unseal } from './unseal.js';

/** The near end of a lane to a child process, and the channel through which tinypool connects it. */
export function processLink(
  talk: string,
  onMessage: (message: FromWorker) => void,
  kill: () => void,
  isAlive: () => boolean,
): { link: Link; channel: TinypoolChannel } {
  let running: Running | undefined;
  let send: ((data: unknown) => void) | undefined;
  let isOpen = true;
  const channel: TinypoolChannel = {
    onMessage(callback) {
      send = callback;
    },
    postMessage(data: unknown) {
      if (!isOpen) return;
      try {
        const message = unseal<FromWorker>(talk, data);
        if (message?.type === 'began') running = message;
        else if (message) onMessage(message);
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
      // What is sent to a dead process comes back as the failure of whichever worker tinypool has in its place.
      if (isAlive()) send?.(seal(talk, message));
    },
    limit: () => undefined,
    flagCancel: () => undefined,
    // It looks at the clock after each item as it is.
    hurry: () => undefined,
    running: () => running,
    drain: () => undefined,
    now: monotonic,
    isCloneable: isSerializable,
    isProxy: types.isProxy,
    kill,
    close() {
      isOpen = false;
    },
  };
  return { link, channel };
}
