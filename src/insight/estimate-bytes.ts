/** Items of a message that are weighed. More are more exact, fewer keep what is measured from being slowed down by it. */
const SAMPLE = 16;

/** Values that are looked at in one item. More are more exact for large items, fewer bound the time that one takes. */
const MOST_VALUES = 500;

// What structured clone takes, about.
const NUMBER = 9;
const HEADER = 8;

/** About how many bytes some items take on their way: from some of them, for all. */
export function estimateBytes(items: ArrayLike<unknown>): number {
  if (ArrayBuffer.isView(items)) return items.byteLength;
  const { length } = items;
  const looks = Math.min(SAMPLE, length);
  let bytes = 0;
  for (let look = 0; look < looks; look++) {
    bytes += weigh(items[Math.floor((look * length) / looks)], { left: MOST_VALUES });
  }
  return looks === 0 ? 0 : Math.round((bytes * length) / looks);
}

function weigh(value: unknown, budget: { left: number }): number {
  if (budget.left-- <= 0) return 0;
  if (typeof value === 'string') return HEADER + value.length;
  if (typeof value !== 'object' || value === null) return NUMBER;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return HEADER + value.byteLength;
  if (Array.isArray(value)) return HEADER + weighAll(value, value.length, budget);
  if (value instanceof Map) return HEADER + weighAll([...value].flat(), 2 * value.size, budget);
  if (value instanceof Set) return HEADER + weighAll([...value], value.size, budget);
  const descriptors = Object.values(Object.getOwnPropertyDescriptors(value));
  const names = Object.keys(value).reduce((sum, name) => sum + name.length, 0);
  // A getter may do anything: it is not for those who only look on to call it.
  const values: unknown[] = descriptors.map((one) => (one as { value?: unknown }).value);
  return HEADER + names + weighAll(values, values.length, budget);
}

/** What is beyond the budget counts like what is within. */
function weighAll(values: readonly unknown[], length: number, budget: { left: number }): number {
  let bytes = 0;
  let looked = 0;
  while (looked < length && budget.left > 0) bytes += weigh(values[looked++], budget);
  return looked === 0 ? 0 : (bytes * length) / looked;
}
