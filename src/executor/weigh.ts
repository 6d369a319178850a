import { OBJECT, weighLeaf } from '../values/weigh-leaf.js';

/** Values that are looked at in one value. More are more exact for large ones, fewer bound the time that one takes. */
const MOST_VALUES = 500;

/** About how many bytes a value takes, also one that is large: then some of its parts stand for all. */
export function weigh(value: unknown): number {
  return weighPart(value, { left: MOST_VALUES });
}

function weighPart(value: unknown, budget: { left: number }): number {
  if (budget.left-- <= 0) return 0;
  if (typeof value !== 'object' || value === null) return weighLeaf(value);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return OBJECT + value.byteLength;
  if (Array.isArray(value)) return OBJECT + weighAll(value, value.length, budget);
  if (value instanceof Map || value instanceof Set) return OBJECT + weighAll([...value], value.size, budget);
  // A getter may do anything: it is not for those who only look on to call it.
  const descriptors: ReadonlyArray<{ value?: unknown }> = Object.values(
    Object.getOwnPropertyDescriptors(value),
  );
  const values = descriptors.map((one) => one.value);
  return OBJECT + Object.keys(value).join('').length + weighAll(values, values.length, budget);
}

/** What is beyond the budget counts like what is within. */
function weighAll(values: readonly unknown[], length: number, budget: { left: number }): number {
  let bytes = 0;
  let looked = 0;
  while (looked < length && budget.left > 0) bytes += weighPart(values[looked++], budget);
  return looked === 0 ? 0 : (bytes * length) / looked;
}
