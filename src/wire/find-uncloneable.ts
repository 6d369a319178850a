/** Says whether a value survives the trip, for the kind of channel at hand. */
export type IsCloneable = (value: unknown) => boolean;

/**
 * Finds the part of `value` that keeps it from being cloned, as a path such as `.rows[2].parse`.
 *
 * The empty path names the value itself. Slow on purpose: it runs only after a clone has failed.
 */
export function findUncloneable(value: unknown, isCloneable: IsCloneable): string {
  const seen = new Set<unknown>();
  let path = '';
  let here = value;
  for (;;) {
    seen.add(here);
    const next = parts(here).find(([, part]) => !seen.has(part) && !isCloneable(part));
    if (!next) return path;
    path += next[0];
    here = next[1];
  }
}

function parts(value: unknown): Array<[step: string, part: unknown]> {
  if (typeof value !== 'object' || value === null) return [];
  if (value instanceof Map) {
    return [...value].flatMap(([key, item], at): Array<[string, unknown]> => [
      [`.keys()[${at}]`, key],
      [`.get(${label(key)})`, item],
    ]);
  }
  if (value instanceof Set) return [...value].map((item, at) => [`.values()[${at}]`, item]);
  return Object.keys(value).map((key) => [step(value, key), read(value, key)]);
}

function step(owner: object, key: string): string {
  if (Array.isArray(owner)) return `[${key}]`;
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

function label(key: unknown): string {
  if (typeof key === 'string') return JSON.stringify(key);
  return typeof key === 'number' || typeof key === 'boolean' ? String(key) : typeof key;
}

// A getter that throws makes its owner uncloneable: the symbol stands for it, as no symbol is cloneable.
function read(owner: object, key: string): unknown {
  try {
    return (owner as Record<string, unknown>)[key];
  } catch {
    return Symbol(key);
  }
}
