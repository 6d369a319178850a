import type { View } from './view';

/** A square of the picture, and where in the plane its first pixel lies. */
export interface Tile {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly re: number;
  readonly im: number;
  readonly step: number;
  /** Most steps that a point is followed. */
  readonly limit: number;
}

const SIZE = 60;

/** The tiles of a picture, those in the middle first. */
export function tilesOf({ re, im, step }: View, width: number, height: number, limit: number): Tile[] {
  const tiles: Tile[] = [];
  for (let y = 0; y < height; y += SIZE) {
    for (let x = 0; x < width; x += SIZE) {
      const left = re + (x - width / 2) * step;
      const top = im + (y - height / 2) * step;
      tiles.push({ x, y, size: SIZE, re: left, im: top, step, limit });
    }
  }
  const distance = (tile: Tile): number =>
    Math.hypot(tile.x + SIZE / 2 - width / 2, tile.y + SIZE / 2 - height / 2);
  return tiles.toSorted((one, other) => distance(one) - distance(other));
}
