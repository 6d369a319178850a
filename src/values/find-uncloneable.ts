import { NativeMap, NativeSet, OwnSet } from '../intrinsics.js';
import { attempt } from './attempt.js';
import type { Channel } from './copier.js';
import { nameStep, type Step } from './path.js';

// Only a clone of the whole can tell, so one is tried for each step of the path. Longer finds what hides deeper, shorter is
// sooner done with a value that cannot be cloned because it is too deep.
const LONGEST_TRIAL = 64;

/**
 * Finds the part of a value that keeps it from being cloned although nothing about it tells so, such as memory that has
 * moved away; the empty path names the value itself, for one that is too deep.
 *
 * @param channel - The way that it does not survive.
 */
export function findUncloneable(value: unknown, channel: Channel): string {
  const seen = new OwnSet<unknown>();
  let path = '';
  let here = value;
  for (let length = 0; length < LONGEST_TRIAL; length++) {
    seen.add(here);
    const next = find(partsOf(here), ([, part]) => !seen.has(part) && !isCloneable(part, channel));
    if (!next) return path;
    path += nameStep(here as object, next[0]);
    here = next[1];
  }
  return '';
}

/** True if a value survives the way. */
export function isCloneable(value: unknown, channel: Channel): boolean {
  return attempt(() => [channel.clone(value)]) !== undefined;
}

type Part = readonly [step: Step, part: unknown];

function find(parts: Iterable<Part>, isWanted: (part: Part) => boolean): Part | undefined {
  for (const one of parts) if (isWanted(one)) return one;
  return undefined;
}

function* partsOf(value: unknown): Generator<Part> {
  if (typeof value !== 'object' || value === null) return;
  if (value instanceof NativeMap) {
    let keyAt = 0;
    for (const [key, item] of value as Map<unknown, unknown>) {
      yield [{ keyAt: keyAt++ }, key];
      yield [{ valueAtKey: key }, item];
    }
  } else if (value instanceof NativeSet) {
    let valueAt = 0;
    for (const item of value as Set<unknown>) yield [{ valueAt: valueAt++ }, item];
  } else {
    for (const [key, item] of Object.entries(value)) yield [key, item];
  }
}
