import { methodOf } from '../intrinsics.js';

interface BufferClass {
  readonly prototype: object;
  readonly poolSize: number;
}

/** Browsers have none. */
const buffers = (globalThis as { Buffer?: BufferClass }).Buffer;

export const bufferPrototype = buffers?.prototype;

const slice = methodOf<ArrayBuffer>(ArrayBuffer.prototype, 'slice');
const kindOfView = methodOf<string | undefined>(
  Object.getPrototypeOf(Uint8Array.prototype) as object,
  Symbol.toStringTag,
);

/** True for a `Buffer` in memory that Node shares between small ones. */
export function isPooled({ buffer, byteLength }: ArrayBufferView): boolean {
  return buffer.byteLength === buffers?.poolSize && byteLength < buffers.poolSize;
}

export function copyMemory(memory: ArrayBuffer): ArrayBuffer {
  return slice(memory, 0);
}

/** A copy of the bytes of a view alone. */
export function ownBytes({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(slice(buffer, byteOffset, byteOffset + byteLength));
}

/** The same view of other memory. */
export function viewOf(view: ArrayBufferView, memory: ArrayBufferLike): ArrayBufferView {
  const kind = kindOfView(view);
  const View = Reflect.get(globalThis, kind ?? 'DataView') as new (...args: unknown[]) => ArrayBufferView;
  return new View(memory, view.byteOffset, kind ? (view as Uint8Array).length : view.byteLength);
}

/** True for memory that has moved to another thread. */
export function isDetached(memory: ArrayBufferLike): boolean {
  if (memory.byteLength > 0 || !(memory instanceof ArrayBuffer)) return false;
  try {
    // Node 20 has no property to ask.
    return new Uint8Array(memory).length < 0;
  } catch {
    return true;
  }
}
