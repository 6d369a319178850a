import type { AnyFunction } from '../function/any-function.js';
import type { JobSpec, Ordering } from '../job/job-spec.js';
import type { ApplyOptions } from './apply-options.js';
import { checkOptions, checkValue, isRecord, oneOf, rules, type Rule } from './check-options.js';
import { describeValue, kindOf } from './describe-value.js';
import type { MapOptions } from './map-options.js';

/** What a caller fixes about a job by calling one method or operator and not another. */
export interface JobKind {
  /** For error messages, as in "Cannot create poolMap". */
  readonly action: string;
  readonly ordering: Ordering;
  readonly spread: boolean;
  /** Each item gives many values. */
  readonly givesMany?: boolean;
}

/** Options of one call of the function. */
const OF_A_CALL: Readonly<Record<keyof ApplyOptions, Rule>> = {
  timeout: rules.positiveDuration,
  grace: rules.duration,
  retries: rules.wholeNumber,
  onUnsubscribe: oneOf('finish', 'kill'),
  transfer: rules.callable,
  signal: rules.signal,
  onReport: rules.callable,
};

const KNOWN: Readonly<Record<keyof MapOptions, Rule>> = {
  ...OF_A_CALL,
  chunksize: rules.positiveInteger,
  settle: rules.flag,
  concurrency: rules.positiveInteger,
  buffersize: rules.positiveInteger,
  bufferbytes: rules.positiveBytes,
  linger: rules.duration,
};

/**
 * Makes the specification of a job that is one call of the function.
 *
 * @throws TypeError or RangeError that names the argument, the rule and the value.
 */
export function readCallSpec(action: string, fn: AnyFunction, options: ApplyOptions = {}): JobSpec {
  checkValue(action, 'options', options, rules.record);
  const given = checkOptions(action, options, OF_A_CALL);
  return readJobSpec({ action, ordering: 'all-at-once', spread: true }, fn, given);
}

/**
 * Makes a job's specification of what a caller passed.
 *
 * @param extra - Rules of options that only this caller knows.
 * @throws TypeError or RangeError that names the argument, the rule and the value.
 */
export function readJobSpec(
  kind: JobKind,
  fn: AnyFunction,
  chunksizeOrOptions: number | MapOptions | undefined,
  extra: Readonly<Record<string, Rule>> = {},
): JobSpec {
  const { action, ordering, spread, givesMany = false } = kind;
  checkFunction(action, fn, givesMany);
  const options = readOptions(action, chunksizeOrOptions, extra);
  const {
    chunksize = ordering === 'all-at-once' ? undefined : 1,
    buffersize,
    retries = 0,
    transfer,
  } = options;
  if (ordering !== 'all-at-once' && buffersize !== undefined && buffersize < (chunksize ?? 1)) {
    throw new RangeError(
      `Cannot ${action}: buffersize must be chunksize (${chunksize}) or more: received ${buffersize}`,
    );
  }
  if (transfer && retries > 0) {
    throw new RangeError(`Cannot ${action}: retries must be 0 with transfer: received ${retries}`);
  }
  // Not by spreading: that takes longer than a lone call can afford.
  return {
    action,
    fn,
    ordering,
    spread,
    givesMany,
    chunksize,
    buffersize,
    retries,
    transfer,
    bufferbytes: options.bufferbytes,
    settle: options.settle ?? false,
    concurrency: options.concurrency ?? 1,
    timeout: options.timeout ?? Infinity,
    grace: options.grace ?? 0,
    linger: options.linger ?? Infinity,
    onUnsubscribe: options.onUnsubscribe ?? 'finish',
    signal: options.signal,
    onReport: options.onReport,
  };
}

function checkFunction(action: string, fn: AnyFunction, givesMany: boolean): void {
  checkValue(action, 'fn', fn, rules.callable);
  const kind = kindOf(fn);
  if (kind === 'function' || (givesMany && kind !== 'class')) return;
  const wayOut = kind === 'class' ? `pass (...args) => new ${fn.name}(...args)` : 'take poolConcatMap';
  throw new TypeError(
    `Cannot ${action}: fn must return its result: received ${describeValue(fn)}; ${wayOut}`,
  );
}

function readOptions(
  action: string,
  given: number | MapOptions | undefined,
  extra: Readonly<Record<string, Rule>>,
): MapOptions {
  if (given === undefined) return {};
  if (isRecord(given)) return checkOptions(action, given, { ...KNOWN, ...extra });
  checkValue(action, 'chunksize', given, rules.positiveInteger);
  return { chunksize: given };
}
