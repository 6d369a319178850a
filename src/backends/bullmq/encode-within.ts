import { serialize } from 'node:v8';

/**
 * A value as the queue carries it; undefined if it takes more bytes than it may, or cannot be copied.
 *
 * @param make - Makes the value.
 * @param limit - Most bytes.
 */
export function encodeWithin(make: () => unknown, limit: number): string | undefined {
  try {
    const bytes = serialize(make());
    return bytes.byteLength <= limit ? bytes.toString('base64') : undefined;
  } catch {
    return undefined;
  }
}
