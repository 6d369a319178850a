import { serialize } from 'node:v8';

/**
 * A value as text for a queue that takes JSON: all that structured clone keeps.
 *
 * @throws Error if it cannot be copied.
 */
export function encode(value: unknown): string {
  return serialize(value).toString('base64');
}
