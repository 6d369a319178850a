import type { Columns } from '../../values/columns.js';
import type { Kinds } from '../../values/kinds.js';
import type { Packed } from '../../values/packer.js';
import type { Thrown } from '../../values/thrown.js';
import type { Answer, BatchData } from './job-data.js';

// Anyone who can write to the queue may have written anything: an array of a few bytes can have billions of empty places.
// So lists are checked here before the package walks them.

/** Checks what a job says of its batch; throws TypeError if it is not what a driver writes. */
export function checkBatch(batch: BatchData): void {
  const { first, attempt, spread, timeout, grace, heard, payloadLimit } = batch;
  check(isCount(first) && isCount(attempt), 'batch');
  check(typeof spread === 'boolean' && typeof heard === 'boolean', 'batch');
  check([timeout, grace].every((ms) => ms === null || isAmount(ms)) && isAmount(payloadLimit), 'batch');
}

/** Checks the values of a job; throws TypeError if they are not what this package writes. */
export function checkPacked(packed: Packed): void {
  if (Object.hasOwn(packed, 'kinds')) {
    const { values, kinds } = packed as Extract<Packed, { kinds: Kinds }>;
    checkKinds(kinds);
    checkPlain(values);
  } else checkPlain(packed as Exclude<Packed, { kinds: Kinds }>);
}

/**
 * Checks an answer; throws TypeError if it is not what a worker writes.
 *
 * @param most - Items that the job had.
 */
export function checkAnswer({ values, failures, reports, elapsed, ending }: Answer, most: number): void {
  checkPacked(values);
  const { length } = Object.hasOwn(values, 'kinds')
    ? (values as { values: Columns }).values
    : (values as Columns);
  check(length <= most && isAmount(elapsed) && isList(failures) && isList(reports), 'answer');
  for (const [position, { thrown }] of failures) {
    check(isCount(position) && position < length, 'answer');
    checkThrown(thrown);
  }
  for (const { position, number, value } of reports) {
    check(isCount(position) && position < most && isCount(number), 'answer');
    checkPacked(value);
  }
  if (ending?.type !== 'unrun' || !ending.culprit) return;
  check(isCount(ending.culprit.offset) && length + ending.culprit.offset < most, 'answer');
  checkThrown(ending.culprit.failure.thrown);
}

function checkThrown(thrown: Thrown): void {
  if ('kinds' in thrown && thrown.kinds) checkKinds(thrown.kinds);
}

function checkPlain(values: Exclude<Packed, { kinds: Kinds }>): void {
  if (!Object.hasOwn(values, 'columns')) return check(isList(values), 'values');
  const { keys, columns, length } = values as Columns;
  check(isList(keys) && isList(columns) && keys.length > 0 && keys.length === columns.length, 'columns');
  for (const column of columns) {
    const lengths = 'text' in column ? column.lengths : column;
    check(isList(lengths) && lengths.length === length, 'columns');
  }
}

function checkKinds({ marks, errors, made }: Kinds): void {
  check([marks, errors, made].every(isList), 'kinds');
  for (const { classes, own, visible, omitted, errors: nested = [] } of errors) {
    check([classes, own, visible, omitted, nested].every(isList), 'kinds');
  }
}

/** True for an array without empty places, and for one of numbers. */
function isList(value: unknown): value is ArrayLike<unknown> {
  if (!Array.isArray(value)) return ArrayBuffer.isView(value) && 'length' in value;
  // The first empty place ends it, however many there are.
  for (let at = 0; at < value.length; at++) if (!Object.hasOwn(value, at)) return false;
  return true;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isAmount(value: unknown): boolean {
  return typeof value === 'number' && value >= 0;
}

function check(isRight: boolean, what: string): void {
  if (!isRight) throw new TypeError(`Cannot read a job: its ${what} must be as rxjs-pool writes them`);
}
