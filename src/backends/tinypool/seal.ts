import { serialize } from 'node:v8';
import type { Envelope } from './envelope.js';

/**
 * Puts a message of the conversation `talk` on its way.
 *
 * @throws DataCloneError if it cannot be copied.
 */
export function seal<M extends { readonly type: string }>(talk: string, message: M): Envelope<M> {
  // This one goes ahead of each item, and has nothing but numbers.
  return message.type === 'began'
    ? { rxjsPool: talk, message }
    : { rxjsPool: talk, bytes: serialize(message) };
}
