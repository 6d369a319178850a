/** Gives what few jobs need, as soon as a page has loaded it; `P` is its type as the caller knows it. */
export async function loadRareParts<P>(): Promise<P> {
  return (await import('./rare-parts.js')) as P;
}
