import type { FromWorker, ToWorker } from '../../wire/messages.js';
import { loadFunction } from './load-function.js';
import { monotonic } from './monotonic.js';
import type { WorkerPort } from '../../worker/worker-port.js';
import { breathe } from './breathe.js';
import { isSerializable } from './is-serializable.js';
import { isEnvelope, type Envelope } from './tinypool-task.js';

/** The far end of a lane in a child process: envelopes on the process's channel. */
export interface ProcessPort extends WorkerPort {
  /** Hands on what the lane sends, until the returned function is called. */
  listen(receive: (message: ToWorker) => void): () => void;
}

export function processPort(talk: string): ProcessPort {
  const cancelled = new Set<number>();
  // Taken now: user code that replaces or closes them must not cut the lane off.
  const send = process.send?.bind(process);
  const exit = process.exit.bind(process);
  const post = (message: FromWorker): void => {
    const envelope: Envelope<FromWorker> = { rxjsPool: talk, message };
    // Without a parent there is nobody to tell; this process is about to end, too.
    if (process.connected) send?.(envelope);
  };
  return {
    thread: process.pid,
    post,
    // Written to the pipe before the item begins, so that it arrives even if the item ends the process.
    begin(seq, position) {
      if (cancelled.has(seq)) return false;
      post({ type: 'began', seq, position, since: monotonic() });
      return true;
    },
    rest: () => undefined,
    isCancelled: (seq) => cancelled.has(seq),
    isCloneable: isSerializable,
    load: loadFunction,
    // Only a message can stop a chunk here.
    breatheAfter: 0,
    // Reading the channel takes one turn, handing on what was read another.
    breathe: () => breathe().then(breathe),
    exit: () => exit(0),
    listen(receive) {
      const onMessage = (data: unknown): void => {
        if (!isEnvelope<ToWorker>(data, talk)) return;
        if (data.message.type === 'cancel') cancelled.add(data.message.seq);
        receive(data.message);
      };
      process.on('message', onMessage);
      return () => void process.off('message', onMessage);
    },
  };
}
