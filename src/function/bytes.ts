import { Deserializer, Serializer } from 'node:v8';

/** Names of the views of memory; a view is written as its place in this list. */
const KINDS = [
  'DataView',
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
  'Buffer',
] as const;

/** Writes plain data as it is now: what is one object stays one, and so does the memory of several views. */
export function writeData(value: unknown): Uint8Array {
  const writer = new Writer();
  writer.writeHeader();
  writer.writeValue(value);
  return writer.releaseBuffer();
}

/** The data again, in memory of its own. */
export function readData(bytes: Uint8Array): unknown {
  const reader = new Reader(bytes);
  reader.readHeader();
  return reader.readValue() as unknown;
}

// Node's types do not show what it calls.
const treatsViewsItself = '_setTreatArrayBufferViewsAsHostObjects';

class Writer extends Serializer {
  constructor() {
    super();
    (this as unknown as Record<string, (flag: boolean) => void>)[treatsViewsItself]?.(true);
  }

  _writeHostObject(view: ArrayBufferView): void {
    const isBuffer = Buffer.isBuffer(view);
    const kind = isBuffer ? 'Buffer' : Object.prototype.toString.call(view).slice('[object '.length, -1);
    const { buffer, byteOffset, byteLength } = view;
    // Memory that Node shares between small Buffers is nobody's.
    const isPooled = isBuffer && buffer.byteLength === Buffer.poolSize && byteLength < Buffer.poolSize;
    this.writeUint32(KINDS.indexOf(kind as (typeof KINDS)[number]));
    this.writeUint32(isPooled ? 0 : byteOffset);
    this.writeUint32(byteLength);
    this.writeValue(isPooled ? buffer.slice(byteOffset, byteOffset + byteLength) : buffer);
  }
}

class Reader extends Deserializer {
  _readHostObject(): ArrayBufferView {
    const kind = KINDS[this.readUint32()] ?? 'Uint8Array';
    const offset = this.readUint32();
    const length = this.readUint32();
    const memory = this.readValue() as ArrayBuffer;
    if (kind === 'Buffer') return Buffer.from(memory, offset, length);
    const constructor = globalThis[kind] as unknown as {
      new (memory: ArrayBuffer, offset: number, length: number): ArrayBufferView;
      BYTES_PER_ELEMENT?: number;
    };
    return new constructor(memory, offset, length / (constructor.BYTES_PER_ELEMENT ?? 1));
  }
}
