/** The letter of an item, as in the diagrams: `a` for the first. */
export function itemName(index: number): string {
  return String.fromCharCode('a'.charCodeAt(0) + index);
}
