import { weigh } from '../executor/weigh.js';

/** Items of a message that are weighed. More are more exact, fewer keep what is measured from being slowed down by it. */
const SAMPLE = 16;

/** About how many bytes some items take on their way: from some of them, for all. */
export function estimateBytes(items: ArrayLike<unknown>): number {
  if (ArrayBuffer.isView(items)) return items.byteLength;
  const { length } = items;
  const looks = Math.min(SAMPLE, length);
  let bytes = 0;
  for (let look = 0; look < looks; look++) {
    bytes += weigh(items[Math.floor((look * length) / looks)]);
  }
  return looks === 0 ? 0 : Math.round((bytes * length) / looks);
}
