/** Numbers of one type in memory of their own. */
export type TypedArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

const { prototype } = Object.getPrototypeOf(Int8Array) as { prototype: object };

/** True for an instance of one of the platform's classes itself: others, such as Buffer, may see their items otherwise. */
export function isTypedArray(value: unknown): value is TypedArray {
  return ArrayBuffer.isView(value) && Object.getPrototypeOf(Object.getPrototypeOf(value)) === prototype;
}
