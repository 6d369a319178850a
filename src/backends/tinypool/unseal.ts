import { deserialize } from 'node:v8';
import type { Envelope } from './envelope.js';

/**
 * The message in an envelope of the conversation `talk`; undefined for anything else.
 *
 * @throws Error if it cannot be read.
 */
export function unseal<M>(talk: string, data: unknown): M | undefined {
  if ((data as Partial<Envelope<M>> | null | undefined)?.rxjsPool !== talk) return undefined;
  const envelope = data as Envelope<M>;
  return 'bytes' in envelope ? (deserialize(envelope.bytes) as M) : envelope.message;
}
