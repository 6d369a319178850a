import { deserialize, serialize } from 'node:v8';

/** True if a value survives the way between processes. */
export function isSerializable(value: unknown): boolean {
  try {
    // Not all that can be written can be read: a WebAssembly.Module cannot.
    deserialize(serialize(value));
    return true;
  } catch {
    return false;
  }
}
