import type { MessagePort } from 'node:worker_threads';
import type { Greeting } from '../../wire/messages.js';

/** What tinypool's `run()` carries to the entry module: one conversation. */
export type TinypoolTask =
  | {
      readonly runtime: 'worker_threads';
      readonly greeting: Greeting;
      readonly port: MessagePort;
      readonly memory: SharedArrayBuffer;
    }
  | { readonly runtime: 'child_process'; readonly greeting: Greeting; readonly talk: string };
