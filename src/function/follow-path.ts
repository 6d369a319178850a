/**
 * Goes from an object through its members.
 *
 * @param url - Of the module whose exports it is: then each member has to be an own one, and a missing one is an error that
 * names it. What all objects inherit leads to what no module exports.
 */
export function followPath(start: object, path: readonly string[], url?: string): unknown {
  let at: unknown = start;
  for (const [step, key] of path.entries()) {
    if (url !== undefined && !Object.hasOwn(Object(at) as object, key)) {
      const name = path.slice(0, step + 1).join('.');
      throw new Error(`Cannot find export '${name}' in ${url}: it is not the same module in a worker`);
    }
    at = (at as Record<string, unknown>)[key];
  }
  return at;
}
