import { readData, writeData } from '../../function/bytes.js';

/**
 * How messages are told from those of tinypool and of user code on a process's one channel.
 *
 * `bytes` are a message with values of the program. Left to Node, one that cannot be read would end the process that
 * reads it, and an object that stands for a handle would arrive empty.
 */
type Sealed<M> = {
  /** Names the session. */
  readonly rxjsPool: string;
} & ({ readonly message: M } | { readonly bytes: Uint8Array });

/**
 * Puts a message of the session that `channel` names into a form for the way.
 *
 * @throws DataCloneError if it cannot be copied.
 */
export function seal<M extends { readonly type: string }>(channel: string, message: M): Sealed<M> {
  // This one goes ahead of each item, and has nothing but numbers.
  return message.type === 'began'
    ? { rxjsPool: channel, message }
    : { rxjsPool: channel, bytes: writeData(message) };
}

/**
 * The message of the session that `channel` names; undefined for anything else.
 *
 * @throws Error if it cannot be read.
 */
export function unseal<M>(channel: string, data: unknown): M | undefined {
  if ((data as Partial<Sealed<M>> | null | undefined)?.rxjsPool !== channel) return undefined;
  const sealed = data as Sealed<M>;
  return 'bytes' in sealed ? (readData(sealed.bytes) as M) : sealed.message;
}
