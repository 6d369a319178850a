import type { ClassTable } from './class-table.js';
import { fromColumns } from './columns.js';
import type { Copier } from './copier.js';
import type { Obstacle } from './refusal.js';
import { packList, Packer, type Packed } from './packer.js';
import { restore, type Make } from './restore.js';

/** As many values as could be copied, and why the next one could not. */
export interface PackedPart {
  readonly packed: Packed;
  readonly count: number;
  readonly obstacle: Obstacle | undefined;
}

/** Copies values, up to one of which no copy can be made. */
export function pack(values: ArrayLike<unknown>, copier: Copier, moved?: readonly object[]): PackedPart {
  const { length: count } = values;
  if (!Array.isArray(values)) return { packed: values, count, obstacle: undefined };
  const numbers = packList(values as readonly unknown[]);
  if (numbers !== values) return { packed: numbers, count, obstacle: undefined };
  const packer = new Packer(copier);
  packer.begin(count);
  try {
    for (let at = 0; at < count; at++) packer.add(values[at], moved);
  } catch (obstacle) {
    const { length } = packer;
    return { packed: packer.take(), count: length, obstacle: obstacle as Obstacle };
  }
  return { packed: packer.take(), count, obstacle: undefined };
}

/** Values that have arrived. */
export interface Unpacked {
  readonly values: ArrayLike<unknown>;
  /** Makes the values, by position, in which there is an instance that its class makes from data. */
  readonly unmade: ReadonlyMap<number, Make> | undefined;
}

/**
 * The values again.
 *
 * @param classes - Those that both sides know.
 */
export function unpack(packed: Packed, classes: ClassTable): Unpacked {
  if ('kinds' in packed) {
    const { values } = unpack(packed.values, classes);
    return { values, unmade: restore(values, packed.kinds, classes) };
  }
  return { values: 'columns' in packed ? fromColumns(packed) : packed, unmade: undefined };
}

/** All values again, each whole; throws what the program's own functions throw. */
export function allOf(packed: Packed, classes: ClassTable): unknown[] {
  const { values, unmade } = unpack(packed, classes);
  return Array.from(values, (value, at) => {
    const make = unmade?.get(at);
    return make ? make() : value;
  });
}

/** The number of values. */
export function countOf(packed: Packed): number {
  return 'kinds' in packed ? packed.values.length : packed.length;
}

/** What can move of packed values, as nobody else has it. */
export function transferOf(packed: Packed, given?: ArrayLike<unknown>): readonly object[] | undefined {
  return packed !== given && packed instanceof Float64Array ? [packed.buffer] : undefined;
}
