import { bufferCount, from, lastValueFrom, mergeMap, tap } from 'rxjs';
import { Tinypool } from 'tinypool';
import { buffersOf } from '../submit-all.mjs';

/**
 * What one writes with rxjs and tinypool alone. Twice as many chunks are open as there are workers, so that none
 * waits for the main thread.
 *
 * @type {import('../contenders.mjs').Start}
 */
export function start(workers) {
  const filename = new URL('../workers/run-chunk.mjs', import.meta.url).href;
  const pool = new Tinypool({ filename, minThreads: workers, maxThreads: workers });
  return {
    async run({ task, items, chunksize, move }, tally) {
      await lastValueFrom(
        from(items).pipe(
          bufferCount(chunksize),
          mergeMap(
            (chunk) => pool.run({ task, items: chunk }, { transferList: move ? buffersOf(chunk) : [] }),
            2 * workers,
          ),
          tap((results) => tally.addAll(results)),
        ),
      );
    },
    stop: () => pool.destroy(),
  };
}
