import { Subject, type Draft } from './subject.js';
import { writeData } from './bytes.js';

/** Bytes from which on a value is read once: to read it for each call would take longer than most calls. */
export const LARGE = 65_536;

/** Elements of a large value that are looked at for changes. */
const SAMPLES = 16;

/** Values that are serialized together, as they have objects in common. */
interface Group {
  readonly roots: readonly object[];
  readonly subject: Subject;
  /** Set once the value was found large: its first reading is kept. */
  large: Large | undefined;
}

interface Large {
  readonly bytes: Uint8Array;
  readonly prints: readonly string[];
  /** Its change was noticed. */
  isStale: boolean;
}

const groups = new WeakMap<object, Group[]>();

/** The captured values that are plain data, as far as one is no part of another. */
export class DataGroups {
  /** By root: all objects that it is made of; undefined for one that was found large before. */
  readonly #objects = new Map<object, ReadonlySet<object> | undefined>();
  readonly #written: Array<readonly [Group, Uint8Array]> = [];

  /** True if a value was found large before, so that it need not be looked at. */
  static isLarge(root: object): boolean {
    return groups.get(root)?.some(({ large }) => large) === true;
  }

  add(root: object, objects: ReadonlySet<object> | undefined): void {
    this.#objects.set(root, objects);
  }

  /**
   * Writes all values as they are now.
   *
   * @param subjectOf - What stands for a value.
   * @param onStale - Called, once, with a large value that has changed since it was read.
   */
  write(subjectOf: (root: object) => Subject, onStale: (root: object) => void): Map<Subject, Draft> {
    const drafts = new Map<Subject, Draft>();
    for (const roots of this.#grouped()) {
      const group = groupOf(roots);
      const bytes = group.large ? checked(group, group.large, onStale) : written(group);
      this.#written.push([group, bytes]);
      const [root] = roots as [object];
      if (roots.length === 1) drafts.set(subjectOf(root), { type: 'data', bytes });
      else {
        drafts.set(group.subject, { type: 'data', bytes });
        for (const [at, one] of roots.entries())
          drafts.set(subjectOf(one), { type: 'member', of: group.subject, at });
      }
    }
    return drafts;
  }

  /** Returns a check that is true as long as all values are as they were written. */
  watch(): () => boolean {
    const all = [...this.#written];
    return () =>
      all.every(([group, bytes]) => (group.large ? !changedRoot(group, group.large) : isSame(group, bytes)));
  }

  #grouped(): object[][] {
    const groupOfObject = new Map<object, object[]>();
    const all = new Set<object[]>();
    for (const [root, objects] of this.#objects) {
      const large = groups.get(root)?.find((group) => group.large);
      if (large) {
        all.add([...large.roots]);
        continue;
      }
      let own: object[] = [root];
      for (const object of objects ?? []) {
        const other = groupOfObject.get(object);
        if (!other || other === own) continue;
        own = [...other, ...own];
        all.delete(other);
      }
      for (const member of own)
        for (const object of this.#objects.get(member) ?? []) groupOfObject.set(object, own);
      all.add(own);
    }
    return [...all].filter((one, at, list) => list.findIndex(([root]) => root === one[0]) === at);
  }
}

function groupOf(roots: readonly object[]): Group {
  const [root] = roots as [object];
  const known = groups.get(root) ?? [];
  const found = known.find(
    (group) => group.roots.length === roots.length && roots.every((one, at) => one === group.roots[at]),
  );
  if (found) return found;
  const made: Group = { roots, subject: new Subject(), large: undefined };
  for (const one of roots) groups.set(one, [...(groups.get(one) ?? []), made]);
  return made;
}

function isSame({ roots }: Group, bytes: Uint8Array): boolean {
  try {
    return Buffer.compare(write(roots), bytes) === 0;
  } catch {
    // It has got something that is no data.
    return false;
  }
}

/** The first root that shows a change, if none was noticed before. */
function changedRoot({ roots }: Group, { prints, isStale }: Large): object | undefined {
  return isStale ? undefined : roots.find((root, at) => printOf(root) !== prints[at]);
}

function write(roots: readonly object[]): Uint8Array {
  return writeData(roots.length === 1 ? roots[0] : roots);
}

function written(group: Group): Uint8Array {
  const bytes = write(group.roots);
  if (bytes.byteLength > LARGE) group.large = { bytes, prints: group.roots.map(printOf), isStale: false };
  return bytes;
}

function checked(group: Group, large: Large, onStale: (root: object) => void): Uint8Array {
  const changed = changedRoot(group, large);
  if (changed) {
    large.isStale = true;
    onStale(changed);
  }
  return large.bytes;
}

/** Describes a large value by its size and some of its elements. */
function printOf(value: object): string {
  if (value instanceof Map || value instanceof Set) return String(value.size);
  const { length } = value as { length?: number };
  const list = length === undefined ? Object.keys(value) : (value as ArrayLike<unknown>);
  return `${list.length} ${sample(list)}`;
}

function sample(list: ArrayLike<unknown>): string {
  const step = Math.max(1, Math.floor(list.length / SAMPLES));
  const samples: string[] = [];
  for (let at = 0; at < list.length; at += step)
    samples.push(Object(list[at]) === list[at] ? '' : String(list[at]));
  return samples.join();
}
