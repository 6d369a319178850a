import { DefaultDeserializer, serialize } from 'node:v8';

/**
 * A value as text for a queue that takes JSON: all that structured clone keeps.
 *
 * @throws Error if it cannot be copied.
 */
export function encode(value: unknown): string {
  return serialize(value).toString('base64');
}

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

/**
 * The value again. It is read as data: nothing of it is evaluated or called.
 *
 * @throws Error if it cannot be read.
 */
export function decode(text: string): unknown {
  const reader = new OwnMemory(Buffer.from(text, 'base64'));
  reader.readHeader();
  return reader.readValue() as unknown;
}

// Node's types do not show it.
const node = DefaultDeserializer.prototype as unknown as { _readHostObject(): ArrayBufferView };

/** Gives each typed array memory of its own, where Node would make it a view of the whole message. */
class OwnMemory extends DefaultDeserializer {
  _readHostObject(): unknown {
    const view = node._readHostObject.call(this);
    const { buffer, byteOffset, byteLength } = view;
    const memory = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
    if (Buffer.isBuffer(view)) return Buffer.from(memory);
    return new (view.constructor as new (memory: ArrayBuffer) => unknown)(memory);
  }
}
