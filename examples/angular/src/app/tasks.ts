import { defineTasks, move } from 'rxjs-pool/tasks';
import type { Tile } from './tile';

/** A tile with the colours of its pixels. */
export interface Painted {
  readonly tile: Tile;
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
}

/** What the workers do; imported by the page, to name it, and by `pool.worker.ts`, to run it. */
export const { paint } = defineTasks(import.meta.url, {
  paint: (tile: Tile): Painted => {
    const { size, re, im, step, limit } = tile;
    const pixels = new Uint8ClampedArray(4 * size * size);
    for (let at = 0; at < size * size; at++) {
      const steps = escape(re + (at % size) * step, im + Math.floor(at / size) * step, limit);
      colour(pixels, 4 * at, steps, limit);
    }
    return { tile, pixels: move(pixels) };
  },
});

/** After how many steps a point is known to leave, smoothed; `limit` for one that stays. */
function escape(re: number, im: number, limit: number): number {
  let x = 0;
  let y = 0;
  for (let step = 0; step < limit; step++) {
    const next = x * x - y * y + re;
    y = 2 * x * y + im;
    x = next;
    const distance = x * x + y * y;
    if (distance > 64) return step + 1 - Math.log2(Math.log2(distance) / 2);
  }
  return limit;
}

function colour(pixels: Uint8ClampedArray, at: number, steps: number, limit: number): void {
  const phase = steps >= limit ? 0 : Math.sqrt(Math.max(steps, 0));
  pixels[at] = steps >= limit ? 8 : 128 + 127 * Math.sin(0.55 * phase + 3.6);
  pixels[at + 1] = steps >= limit ? 8 : 118 + 110 * Math.sin(0.55 * phase + 4.4);
  pixels[at + 2] = steps >= limit ? 20 : 140 + 115 * Math.sin(0.55 * phase + 5.4);
  pixels[at + 3] = 255;
}
