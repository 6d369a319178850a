import { readData, writeData } from '../../function/bytes.js';

/**
 * A value as text for a queue that takes JSON: all that structured clone keeps.
 *
 * @throws Error if it cannot be copied.
 */
export function encode(value: unknown): string {
  return toText(writeData(value));
}

/** A value as the queue carries it; undefined if it takes more bytes than it may, or cannot be copied. */
export function encodeWithin(value: unknown, limit: number): string | undefined {
  try {
    const bytes = writeData(value);
    return bytes.byteLength <= limit ? toText(bytes) : undefined;
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

function toText({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}
