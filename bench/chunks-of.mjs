/**
 * Cuts items into chunks, as lazily as the items come.
 *
 * @param {unknown[] | Iterable<unknown>} items
 * @param {number} size
 * @returns {Generator<unknown[], undefined>}
 */
export function* chunksOf(items, size) {
  if (Array.isArray(items)) {
    for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
    return;
  }
  let chunk = [];
  for (const item of items) {
    chunk.push(item);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
