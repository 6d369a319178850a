import type { MessagePort } from 'node:worker_threads';
import type { Greeting } from '../../wire/messages.js';

/** What tinypool's `run()` carries to the entry module: all that a worker's session begins with. */
export type Start =
  | {
      readonly runtime: 'worker_threads';
      readonly greeting: Greeting;
      readonly port: MessagePort;
      readonly memory: SharedArrayBuffer;
    }
  /** The greeting as bytes; `channel` names the messages of the session on the channel of the process. */
  | { readonly runtime: 'child_process'; readonly greeting: Uint8Array; readonly channel: string };
