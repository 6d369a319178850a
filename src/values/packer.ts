import { FEWEST_ROWS, isRow, Rows, type Columns, type Unlike } from './columns.js';
import type { Copier } from './copier.js';
import type { Kinds } from './kinds.js';
import { packNumbers } from './pack-numbers.js';

/** Values on their way: as copies, in a form that takes less time to send, or with what is to be told of them. */
export type Packed = Plain | { readonly values: Plain; readonly kinds: Kinds };

type Plain = ArrayLike<unknown> | Columns;

// Fewer take less time as they are: making an array buffer takes as long as cloning some hundred numbers.
const FEWEST_NUMBERS = 256;

const NONE: readonly object[] = [];

const UNREAD: Unlike = { members: undefined };

/** Copies the values of one message after another, each as it is now, and finds the form that is fastest to send. */
export class Packer {
  readonly #copier: Copier;
  #values: unknown[] = [];
  /** In the place of `values`, as long as all are rows with the same fields. */
  #rows: Rows | undefined;
  /** Values that are to come, as far as is known. */
  #expected = 0;
  /** Of rows that were sent. */
  #bytes = 0;

  constructor(copier: Copier) {
    this.#copier = copier;
  }

  /** Begins a message. */
  begin(expected: number): void {
    this.#expected = expected;
  }

  /** About how many bytes all values have that it ever took. */
  get bytes(): number {
    return this.#bytes + (this.#rows?.bytes ?? 0) + this.#copier.bytes;
  }

  get length(): number {
    return this.#rows ? this.#rows.length : this.#values.length;
  }

  /** The last value has memory or a long list in it that is still the program's: it has to be sent at once. */
  get isShared(): boolean {
    return this.#copier.isShared;
  }

  /**
   * Takes the next value.
   *
   * @param moved - What moves with it.
   * @throws Obstacle if it cannot be copied.
   */
  add(value: unknown, moved: readonly object[] = NONE): void {
    const other = this.#addRow(value);
    if (!other) return;
    this.#leaveRows();
    this.#values.push(this.#copier.copy(value, this.length, moved, other.members));
  }

  /** Takes the next value if it is a row like those before it; otherwise returns what was read of it. */
  #addRow(value: unknown): Unlike | undefined {
    const isFirst = this.#expected >= FEWEST_ROWS && this.#values.length === 0;
    if (!(this.#rows || isFirst) || !this.#copier.isPlain(value)) return UNREAD;
    if (!this.#rows && isRow(value)) this.#rows = new Rows(value);
    return this.#rows ? this.#rows.add(value) : UNREAD;
  }

  /** Leaves a place empty. */
  skip(): void {
    this.#leaveRows();
    this.#values.push(undefined);
  }

  #leaveRows(): void {
    if (!this.#rows) return;
    this.#values = this.#rows.objects();
    this.#endRows();
  }

  #endRows(): void {
    this.#bytes += this.#rows?.bytes ?? 0;
    this.#rows = undefined;
  }

  /** All that was taken, ready to be sent. */
  take(): Packed {
    const values = this.#rows ? (this.#rows.columns() ?? this.#rows.objects()) : packList(this.#values);
    this.#endRows();
    this.#values = [];
    const kinds = this.#copier.take();
    return kinds ? { values, kinds } : values;
  }
}

/** Numbers as such, in memory of their own, if that is worth it. */
export function packList(values: readonly unknown[]): ArrayLike<unknown> {
  const isWorthIt = typeof values[0] === 'number' && values.length >= FEWEST_NUMBERS;
  return (isWorthIt && packNumbers(values)) || values;
}
