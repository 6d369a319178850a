import { types } from 'node:util';
import { readData, writeData } from '../../function/bytes.js';
import type { Channel } from '../../values/copier.js';
import { cloneByBytes } from '../tinypool/clone-by-bytes.js';

/** The way through a queue, and to processes behind it. */
export const queueChannel: Channel = { isProxy: types.isProxy, clone: cloneByBytes };

/**
 * A value as text for a queue that takes JSON: all that structured clone keeps.
 *
 * @throws Error if it cannot be copied.
 */
export function encode(value: unknown): string {
  return Buffer.from(writeData(value)).toString('base64');
}

/** A value as the queue carries it; undefined if it takes more bytes than it may, or cannot be copied. */
export function encodeWithin(value: unknown, limit: number): string | undefined {
  try {
    const bytes = writeData(value);
    return bytes.byteLength <= limit ? Buffer.from(bytes).toString('base64') : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The bytes that a value takes.
 *
 * @throws Error if it cannot be copied.
 */
export function sizeOf(value: unknown): number {
  return writeData(value).byteLength;
}

/**
 * The value again. It is read as data: nothing of it is evaluated or called.
 *
 * @throws Error if it cannot be read.
 */
export function decode(text: string): unknown {
  return readData(Buffer.from(text, 'base64'));
}
