import { define } from './define.js';
import { isPart } from './is-part.js';
import { packNumbers } from './pack-numbers.js';
import { weighLeaf } from './weigh-leaf.js';

/**
 * Rows with the same fields, field by field.
 *
 * Structured clone writes the names of the fields again for each row, and each short string as a value of its own. Columns
 * hold each name once, and the short strings of a field as one string.
 */
export interface Columns {
  readonly keys: readonly string[];
  readonly columns: readonly Column[];
  /** Number of rows. */
  readonly length: number;
}

/** One field of all rows: as values, as numbers, or as one string with the lengths of its parts. */
type Column = readonly unknown[] | Float64Array | { readonly text: string; readonly lengths: Uint8Array };

// Fewer rows take less time as they are.
export const FEWEST_ROWS = 128;

// Of a longer string, V8 makes a part that keeps the whole in memory.
const LONGEST_PART = 12;

/** True if a plain object may be the first of many rows: it has fields, and none that would set the prototype. */
export function isRow(first: object): boolean {
  return Object.keys(first).length > 0 && !Object.hasOwn(first, '__proto__');
}

/** A value that is no row like those before it. */
export interface Unlike {
  /** Its fields, if they were read: a getter must not run twice. */
  readonly members: Row | undefined;
}

/** Rows that are taken apart as they come: plain objects with the same fields, which hold primitives. */
export class Rows {
  readonly #keys: readonly string[];
  readonly #columns: unknown[][];
  #length = 0;
  /** About how many bytes the rows have. */
  bytes = 0;

  /** @param first - A plain object that has the fields. */
  constructor(first: object) {
    this.#keys = Object.keys(first);
    this.#columns = this.#keys.map(() => []);
  }

  get length(): number {
    return this.#length;
  }

  /**
   * Takes the next row.
   *
   * @param row - A plain object.
   * @returns Undefined if it was taken.
   */
  add(row: object): Unlike | undefined {
    const keys = this.#keys;
    let at = 0;
    try {
      // As fast as nothing else; what Object.prototype should not have would be taken for a difference.
      for (const key in row) {
        const isNext = key === keys[at];
        const value = isNext ? (row as Row)[key] : undefined;
        if (!isNext || isPart(value)) return this.#takeOut(row, at, isNext ? [value] : []);
        (this.#columns[at++] as unknown[]).push(value);
        this.bytes += weighLeaf(value);
      }
      if (at < keys.length) return this.#takeOut(row, at, []);
    } catch {
      // A getter of the row has thrown.
      for (const column of this.#columns) column.length = this.#length;
      return { members: undefined };
    }
    this.#length++;
    return undefined;
  }

  /** Takes out the fields of a row that came in already. */
  #takeOut(row: object, at: number, next: readonly unknown[]): Unlike {
    const read = [...this.#columns.slice(0, at).map((column) => column.pop()), ...next];
    const members: Row = {};
    for (const key of Object.keys(row)) {
      const place = this.#keys.indexOf(key);
      const value = place >= 0 && place < read.length ? read[place] : (row as Row)[key];
      define(members, key, value);
    }
    return { members };
  }

  /** The rows as columns; undefined if they are few. */
  columns(): Columns | undefined {
    const keys = this.#keys;
    if (this.#length < FEWEST_ROWS) return undefined;
    return { keys, columns: this.#columns.map(packColumn), length: this.#length };
  }

  /** The rows as objects. */
  objects(): Row[] {
    return toObjects(this.#keys, this.#columns, this.#length);
  }
}

/** The rows again. */
export function fromColumns({ keys, columns, length }: Columns): unknown[] {
  return toObjects(keys, columns.map(unpackColumn), length);
}

/** The fields of a plain object. */
export type Row = Record<string, unknown>;

function toObjects(
  keys: readonly string[],
  columns: ReadonlyArray<ArrayLike<unknown>>,
  length: number,
): Row[] {
  // Copies of one object with all fields are made, and filled, faster than objects field by field.
  const empty: Row = {};
  for (const key of keys) empty[key] = undefined;
  const rows: Row[] = [];
  for (let row = 0; row < length; row++) rows.push({ ...empty });
  for (const [at, key] of keys.entries()) fill(rows, key, columns[at] as ArrayLike<unknown>);
  return rows;
}

function fill(rows: readonly Row[], key: string, column: ArrayLike<unknown>): void {
  for (let row = 0; row < rows.length; row++) (rows[row] as Row)[key] = column[row];
}

function packColumn(column: readonly unknown[]): Column {
  const [first] = column;
  if (typeof first === 'number') return packNumbers(column) ?? column;
  return typeof first === 'string' ? packStrings(column) : column;
}

function packStrings(column: readonly unknown[]): Column {
  const lengths = new Uint8Array(column.length);
  for (let at = 0; at < column.length; at++) {
    const value = column[at];
    if (typeof value !== 'string' || value.length > LONGEST_PART) return column;
    lengths[at] = value.length;
  }
  return { text: column.join(''), lengths };
}

function unpackColumn(column: Column): ArrayLike<unknown> {
  if (!('text' in column)) return column;
  const { text, lengths } = column;
  const strings: string[] = [];
  let from = 0;
  for (let at = 0; at < lengths.length; at++) {
    const to = from + (lengths[at] as number);
    strings.push(text.slice(from, to));
    from = to;
  }
  return strings;
}
