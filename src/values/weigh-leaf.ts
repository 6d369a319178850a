/** What structured clone writes of an object or a string itself, in bytes, about. */
export const OBJECT = 8;

// The same of a number or another primitive.
const LEAF = 9;

/** About how many bytes a primitive takes. */
export function weighLeaf(value: unknown): number {
  return typeof value === 'string' ? OBJECT + value.length : LEAF;
}
