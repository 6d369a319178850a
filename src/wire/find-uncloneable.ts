/** Says whether a value survives the trip, for the kind of channel at hand. */
export type IsCloneable = (value: unknown) => boolean;

// Where only a clone of the whole can tell, one is tried for each step of the path. Longer finds what hides deeper,
// shorter is sooner done with a value that cannot be cloned because it is too deep.
const LONGEST_TRIAL = 64;

/**
 * Finds the part of `value` that keeps it from being cloned, as a path such as `.rows[2].parse`.
 *
 * The empty path names the value itself.
 */
export function findUncloneable(value: unknown, isCloneable: IsCloneable): string {
  return byLooking(value, isCloneable) ?? byTrial(value, isCloneable) ?? '';
}

/** A part, and what says how to get there from its owner. */
type Step = readonly [name: () => string, part: unknown];

/** Looks at each part once, as a clone of each would take time by the depth of the value. */
function byLooking(value: unknown, isCloneable: IsCloneable): string | undefined {
  const seen = new Set<unknown>();
  const path: Step[] = [];
  const ways: Array<Iterator<Step>> = [[[() => '', value] as const].values()];
  for (let way = ways.at(-1); way; way = ways.at(-1)) {
    const next: IteratorResult<Step, unknown> = way.next();
    if (next.done) {
      ways.pop();
      path.pop();
      continue;
    }
    const [, part] = next.value;
    if (isPrimitive(part) || seen.has(part)) continue;
    if (isContainer(part)) {
      seen.add(part);
      path.push(next.value);
      ways.push(parts(part));
    } else if (!isCloneable(part)) return say([...path, next.value]);
  }
  return undefined;
}

/** Follows the parts of which no clone can be made: to a proxy, or to what only looks like plain data. */
function byTrial(value: unknown, isCloneable: IsCloneable): string | undefined {
  const seen = new Set<unknown>();
  const path: Step[] = [];
  let here = value;
  while (path.length < LONGEST_TRIAL) {
    seen.add(here);
    const next = find(parts(here), ([, part]) => !seen.has(part) && !isCloneable(part));
    if (!next) return say(path);
    path.push(next);
    here = next[1];
  }
  return undefined;
}

function say(path: readonly Step[]): string {
  return path.map(([name]) => name()).join('');
}

function find(steps: Iterable<Step>, isWanted: (step: Step) => boolean): Step | undefined {
  for (const one of steps) if (isWanted(one)) return one;
  return undefined;
}

/** True for what a clone is made of part by part. */
function isContainer(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  try {
    if (Array.isArray(value) || value instanceof Map || value instanceof Set) return true;
    return Object.prototype.toString.call(value) === '[object Object]';
  } catch {
    // A proxy may refuse even these questions.
    return false;
  }
}

function isPrimitive(value: unknown): boolean {
  return value === null || !['object', 'function', 'symbol'].includes(typeof value);
}

function* parts(value: unknown): Generator<Step> {
  if (typeof value !== 'object' || value === null) return;
  if (value instanceof Map) {
    let at = 0;
    for (const [key, item] of value) {
      const position = at++;
      yield [() => `.keys()[${position}]`, key];
      yield [() => `.get(${label(key)})`, item];
    }
  } else if (value instanceof Set) {
    let at = 0;
    for (const item of value) {
      const position = at++;
      yield [() => `.values()[${position}]`, item];
    }
  } else {
    for (const key of keys(value)) yield [() => nameOf(value, key), read(value, key)];
  }
}

// A proxy may refuse to tell.
function keys(value: object): string[] {
  try {
    return Object.keys(value);
  } catch {
    return [];
  }
}

function nameOf(owner: object, key: string): string {
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
