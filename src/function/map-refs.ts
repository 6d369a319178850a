import type { Content, Ref } from '../wire/shipment.js';

/** What a part is made of, with other names in the place of those of other parts. */
export function mapRefs<A, B>(
  content: Content<A>,
  isNaming: (value: unknown) => value is A,
  map: (ref: A) => B,
): Content<B> {
  const walk = (value: unknown): unknown => {
    if (isNaming(value)) return map(value);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) {
      return value;
    }
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, walk(one)]));
  };
  return walk(content) as Content<B>;
}

/** True for what names a part on its way. */
export function isRef(value: unknown): value is Ref {
  // To list the keys of memory takes as long as to read it.
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false;
  const [key, ...others] = Object.keys(value);
  return others.length === 0 && (key === 'part' || key === 'value');
}
