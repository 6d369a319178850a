import { fromColumns, toColumns, type Columns } from './columns.js';
import { packNumbers } from './pack-numbers.js';

/** Values on their way: as they are, or in a form that takes less time to send. */
export type Packed = ArrayLike<unknown> | Columns;

/** What the channel that values go through can tell of them. */
export interface Channel {
  /** True if a value is a proxy, or may be one as far as can be told. */
  isProxy(value: unknown): boolean;
}

// Fewer take less time as they are: making an array buffer takes as long as cloning some hundred numbers.
const FEWEST_NUMBERS = 256;

/** Puts many values of one kind into a form that is faster to send, if there is one. */
export function pack(values: ArrayLike<unknown>, channel: Channel): Packed {
  if (!Array.isArray(values)) return values;
  const [first] = values as readonly unknown[];
  if (typeof first === 'number') {
    return values.length < FEWEST_NUMBERS ? values : (packNumbers(values) ?? values);
  }
  return typeof first === 'object' ? (toColumns(values, channel) ?? values) : values;
}

/** The values again. */
export function unpack(packed: Packed): ArrayLike<unknown> {
  return 'columns' in packed ? fromColumns(packed) : packed;
}

/** What can move of packed values, as nobody else has it. */
export function transferOf(packed: Packed, values: ArrayLike<unknown>): readonly object[] | undefined {
  return packed !== values && packed instanceof Float64Array ? [packed.buffer] : undefined;
}
