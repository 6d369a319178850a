let provided: unknown;

/** Gives what few jobs need, as soon as a page has loaded it; `P` is its type as the caller knows it. */
export function loadRareParts<P>(): P | Promise<P> {
  return (provided ?? import('./rare-parts.js')) as P | Promise<P>;
}

/** Has them there at once: in virtual time, nothing can be waited for. */
export function provideRareParts(parts: unknown): void {
  provided = parts;
}
