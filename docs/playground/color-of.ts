import { palette } from '../../tooling/marbles/palette.mjs';

/** The colour of an item, and of text on it. */
export function colorOf(index: number): { readonly fill: string; readonly ink: string } {
  return palette[index % palette.length] ?? { fill: '#7f7f7f', ink: '#ffffff' };
}
