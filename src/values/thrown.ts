import { methodOf } from '../intrinsics.js';
import { NO_CLASSES, type ClassTable } from './class-table.js';
import { Copier, type Channel } from './copier.js';
import { attempt } from './attempt.js';
import { define } from './define.js';
import { noteOrigin, originOf, type Uncopied } from './error-note.js';
import type { Kinds } from './kinds.js';
import { Obstacle } from './refusal.js';
import { sayValue } from './say-value.js';
import { restore, uncopied } from './restore.js';

const tagOf = methodOf<string>(Object.prototype, 'toString');

/** Whatever was thrown, as it travels. */
export type Thrown =
  | {
      readonly value: unknown;
      readonly kinds: Kinds | undefined;
      /** Paths of what was left behind of an object that is no error. */
      readonly omitted?: readonly string[];
    }
  | Uncopied;

/** Copies whatever was thrown. Never throws; an error leaves behind only what cannot be copied. */
export function packThrown(thrown: unknown, channel: Channel, classes: ClassTable = NO_CLASSES): Thrown {
  const copier = new Copier(channel, true);
  copier.classes = classes;
  try {
    const value = copier.copy(thrown, 0);
    // Some values can be copied, and still not sent: shared memory to a process.
    channel.clone(value);
    return { value, kinds: copier.take() };
  } catch (error) {
    const part = isObject(thrown, channel) ? copyPart(thrown, copier, channel) : undefined;
    return part ?? { path: error instanceof Obstacle ? error.path : '', message: sayValue(thrown) };
  }
}

/** What can be copied of an object, member by member; undefined if nothing can. */
function copyPart(thrown: object, copier: Copier, channel: Channel): Thrown | undefined {
  const value = {};
  const omitted: string[] = [];
  for (const key of Object.keys(thrown)) {
    try {
      const member = copier.copy(Reflect.get(thrown, key), 0);
      channel.clone(member);
      define(value, key, member);
    } catch (error) {
      omitted.push(`.${key}${error instanceof Obstacle ? error.path : ''}`);
    }
  }
  return Object.keys(value).length > 0 ? { value, kinds: copier.take(), omitted } : undefined;
}

/** True for an object that is nothing else, an error least of all. */
function isObject(value: unknown, channel: Channel): value is object {
  return !channel.isProxy(value) && attempt(() => tagOf(value)) === '[object Object]';
}

/**
 * Whatever was thrown, again: an error is of the nearest class that this side knows, with everything it had. Never throws.
 *
 * @param index - Of the item that threw it; -1 if none did.
 */
export function unpackThrown(thrown: Thrown, classes: ClassTable, index: number): unknown {
  if (!('kinds' in thrown)) return uncopied(thrown, index);
  const { value, kinds, omitted } = thrown;
  if (omitted) noteOrigin(value as object, { classes: [], omitted });
  if (!kinds) return value;
  try {
    const make = restore([value], kinds, classes, index)?.get(0);
    return make ? make() : value;
  } catch (error) {
    // The program's own functions make instances.
    return error;
  }
}

/** Paths of what an error has left behind, as it cannot be copied. */
export function omittedOf(error: unknown): readonly string[] {
  return (Object(error) === error && originOf(error as object)?.omitted) || [];
}
