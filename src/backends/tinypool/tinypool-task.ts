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

/** How messages are told from those of tinypool and of user code on a process's one channel. */
export interface Envelope<M> {
  /** Names the conversation. */
  readonly rxjsPool: string;
  readonly message: M;
}

/** True if `data` is a message of the conversation `talk`. */
export function isEnvelope<M>(data: unknown, talk: string): data is Envelope<M> {
  return (data as Partial<Envelope<M>> | null | undefined)?.rxjsPool === talk;
}
