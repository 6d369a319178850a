import type { TinypoolChannel } from 'tinypool';
import type { Link, Running } from '../../lane/link.js';
import type { FromWorker, ToWorker } from '../../wire/messages.js';
import { monotonic } from './monotonic.js';
import { isSerializable } from './is-serializable.js';
import { isEnvelope, type Envelope } from './tinypool-task.js';

/** The near end of a lane to a child process, and the channel through which tinypool connects it. */
export function processLink(
  talk: string,
  onMessage: (message: FromWorker) => void,
  kill: () => void,
  isAlive: () => boolean,
): { link: Link; channel: TinypoolChannel } {
  let running: Running | undefined;
  let send: ((data: Envelope<ToWorker>) => void) | undefined;
  let isOpen = true;
  const channel: TinypoolChannel = {
    onMessage(callback) {
      send = callback;
    },
    postMessage(data: unknown) {
      if (!isOpen || !isEnvelope<FromWorker>(data, talk)) return;
      if (data.message.type === 'began') running = data.message;
      else onMessage(data.message);
    },
  };
  const link: Link = {
    post(message) {
      // What is sent to a dead process comes back as the failure of whichever worker tinypool has in its place.
      if (isAlive()) send?.({ rxjsPool: talk, message });
    },
    limit: () => undefined,
    flagCancel: () => undefined,
    running: () => running,
    drain: () => undefined,
    now: monotonic,
    isCloneable: isSerializable,
    kill,
    close() {
      isOpen = false;
    },
  };
  return { link, channel };
}
