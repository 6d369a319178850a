import { serialize } from 'node:v8';

/** True if a value survives the way between processes. */
export function isSerializable(value: unknown): boolean {
  try {
    serialize(value);
    return true;
  } catch {
    return false;
  }
}
