import type { MapOptions } from './map-options.js';

/** What the methods of `Pool` take after their items: Python's chunksize, or options; `S` is the type of `settle`. */
export type ChunksizeOrOptions<T, S extends boolean> = number | (MapOptions<T> & { settle?: S });
