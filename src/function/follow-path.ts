/** Goes from an object through its members; with `url`, a member that is missing is an error that names it. */
export function followPath(start: object, path: readonly string[], url?: string): unknown {
  let at: unknown = start;
  for (const [step, key] of path.entries()) {
    if (url !== undefined && !(key in Object(at))) {
      const name = path.slice(0, step + 1).join('.');
      throw new Error(`Cannot find export '${name}' in ${url}: it is not the same module in a worker`);
    }
    at = (at as Record<string, unknown>)[key];
  }
  return at;
}
