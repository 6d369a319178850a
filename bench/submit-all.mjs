import { chunksOf } from './chunks-of.mjs';

/**
 * Gives a promise-shaped pool all chunks at once, as its users do, and tallies what comes back.
 *
 * @param {import('./contenders.mjs').Work} work
 * @param {import('./tally.mjs').Tally} tally
 * @param {(chunk: { task: string, items: unknown[] }, moved: ArrayBuffer[]) => PromiseLike<unknown[]>} submit
 */
export async function submitAll({ task, items, chunksize, move }, tally, submit) {
  const open = [];
  for (const chunk of chunksOf(items, chunksize)) {
    open.push(
      submit({ task, items: chunk }, move ? buffersOf(chunk) : []).then((results) => tally.addAll(results)),
    );
  }
  await Promise.all(open);
}

/**
 * @param {any[]} chunk
 * @returns {ArrayBuffer[]}
 */
export function buffersOf(chunk) {
  return chunk.map(({ buffer }) => buffer);
}
