import { readData, writeData } from '../../function/bytes.js';

/**
 * A value as it arrives in another process.
 *
 * @throws Error if it cannot be copied: not all that can be written can be read, such as a `WebAssembly.Module`.
 */
export function cloneByBytes(value: unknown): unknown {
  return readData(writeData(value));
}
