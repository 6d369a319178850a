import { itemName } from './item-name.js';
import { measures } from './measures.js';
import { pile } from './pile.js';
import type { Marble } from './picture.js';

/** Puts the marbles of one moment above each other, in their order. */
export function layPile(
  items: readonly { readonly index: number; readonly isRejected: boolean }[],
  x: number,
  y: number,
  radius: number,
  isResult: boolean,
): Marble[] {
  const { step } = pile(items.length, radius);
  const isLegible = radius >= measures.lettered && step >= radius * 1.5;
  return items.map(({ index, isRejected }, at) => {
    const letter = isResult ? itemName(index).toUpperCase() : itemName(index);
    return {
      x,
      y: y + (at - (items.length - 1) / 2) * step,
      index,
      isRejected,
      letter: isLegible ? letter : '',
    };
  });
}
