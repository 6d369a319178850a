import { packNumbers } from './pack-numbers.js';
import type { Channel } from './pack.js';

/**
 * Rows with the same fields, field by field.
 *
 * Structured clone writes and reads the names of the fields for each row anew, and each short string as a value of its
 * own; here names are told once, and the strings of a column are one string.
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
const FEWEST_ROWS = 128;

// Of a longer string, V8 makes a part that keeps the whole in memory.
const LONGEST_PART = 12;

/** Takes rows apart; undefined if they are not all plain objects with the same fields, or have more than primitives. */
export function toColumns(rows: readonly unknown[], channel: Channel): Columns | undefined {
  const [first] = rows;
  if (rows.length < FEWEST_ROWS || !isPlain(first, channel)) return undefined;
  const keys = Object.keys(first);
  // Setting it would set the prototype.
  if (keys.length === 0 || keys.includes('__proto__')) return undefined;
  if (!rows.every((row) => isPlain(row, channel) && hasKeys(row, keys))) return undefined;
  const columns: Column[] = [];
  for (const key of keys) {
    const column = readColumn(rows as ReadonlyArray<Row>, key);
    if (!column) return undefined;
    columns.push(packColumn(column));
  }
  return { keys, columns, length: rows.length };
}

/** The rows again. */
export function fromColumns({ keys, columns, length }: Columns): unknown[] {
  // Copies of one object with all fields are made, and filled, faster than objects field by field.
  const empty: Row = {};
  for (const key of keys) empty[key] = undefined;
  const rows: Row[] = [];
  for (let row = 0; row < length; row++) rows.push({ ...empty });
  for (const [at, key] of keys.entries()) fill(rows, key, unpackColumn(columns[at] as Column));
  return rows;
}

type Row = Record<string, unknown>;

function fill(rows: readonly Row[], key: string, column: ArrayLike<unknown>): void {
  for (let row = 0; row < rows.length; row++) (rows[row] as Row)[key] = column[row];
}

function isPlain(value: unknown, channel: Channel): value is Row {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype &&
    !channel.isProxy(value)
  );
}

function hasKeys(row: Row, keys: readonly string[]): boolean {
  let at = 0;
  // As fast as nothing else; what Object.prototype should not have would be taken for a difference.
  for (const key in row) if (key !== keys[at++]) return false;
  return at === keys.length;
}

/** The values of one field, if all are primitives that can be cloned. */
function readColumn(rows: readonly Row[], key: string): unknown[] | undefined {
  const column: unknown[] = [];
  for (const row of rows) {
    const value = row[key];
    if ((typeof value === 'object' && value !== null) || typeof value === 'function') return undefined;
    if (typeof value === 'symbol') return undefined;
    column.push(value);
  }
  return column;
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
