/**
 * How messages are told from those of tinypool and of user code on a process's one channel.
 *
 * `bytes` are a message with values of the program. Left to Node, one that cannot be read would end the process that
 * reads it, and an object that stands for a handle would arrive empty.
 */
export type Envelope<M> = {
  /** Names the conversation. */
  readonly rxjsPool: string;
} & ({ readonly message: M } | { readonly bytes: Uint8Array });
