import { describeValue } from './describe-value.js';

/** Says what is right about an option's value; `rule` ends the sentence "chunksize must be ...". */
export interface Rule {
  readonly rule: string;
  /** What a value must be at all; a value of another type is a `TypeError`, one out of range a `RangeError`. */
  readonly isType: (value: unknown) => boolean;
  readonly isAllowed?: (value: never) => boolean;
  /** Checks a member of a list; `isType` checks the list. */
  readonly isMember?: (member: unknown) => boolean;
}

const isNumber = (value: unknown): boolean => typeof value === 'number';

/** The rules that options of several kinds share. */
export const rules = {
  positiveInteger: {
    rule: 'a positive integer',
    isType: isNumber,
    isAllowed: (value: number) => Number.isSafeInteger(value) && value > 0,
  },
  wholeNumber: {
    rule: 'an integer of 0 or more',
    isType: isNumber,
    isAllowed: (value: number) => Number.isSafeInteger(value) && value >= 0,
  },
  duration: {
    rule: 'a number of milliseconds, 0 or more',
    isType: isNumber,
    isAllowed: (value: number) => value >= 0,
  },
  positiveDuration: {
    rule: 'a number of milliseconds greater than 0',
    isType: isNumber,
    isAllowed: (value: number) => value > 0,
  },
  positiveBytes: {
    rule: 'a number of bytes greater than 0',
    isType: isNumber,
    isAllowed: (value: number) => value > 0,
  },
  flag: { rule: 'true or false', isType: (value: unknown) => typeof value === 'boolean' },
  callable: { rule: 'a function', isType: (value: unknown) => typeof value === 'function' },
  list: { rule: 'an array', isType: (value: unknown) => Array.isArray(value) },
  record: { rule: 'an object', isType: (value: unknown) => typeof value === 'object' && value !== null },
  classes: {
    rule: 'an array of classes, or of { class, toData, fromData }',
    isType: (value: unknown) => Array.isArray(value),
    isMember: (one: unknown) => isClass(one) || isKnownClass(one),
  },
  errorClasses: {
    rule: 'an array of classes that extend Error',
    isType: (value: unknown) => Array.isArray(value),
    isMember: isErrorClass,
  },
  signal: { rule: 'an AbortSignal', isType: (value: unknown) => value instanceof AbortSignal },
} satisfies Record<string, Rule>;

/** Matches the names that other packages have for `processes`. */
const WORKERS = /^(?:concurrency|(?:pool)?size|\w*threads|\w*workers)$/i;

/** The option that is probably meant by a name that is none. */
function meant(name: string, known: readonly string[]): string | undefined {
  return known.find(
    (one) => one.toLowerCase() === name.toLowerCase() || (one === 'processes' && WORKERS.test(name)),
  );
}

function isClass(value: unknown): value is { readonly prototype: object } {
  return typeof value === 'function' && Object(value.prototype) === value.prototype;
}

function isKnownClass(value: unknown): boolean {
  const { class: one, toData, fromData, ...others } = Object(value) as Record<string, unknown>;
  const areGiven = typeof toData === 'function' && typeof fromData === 'function';
  const isBare = toData === undefined && fromData === undefined;
  return isClass(one) && (areGiven || isBare) && Object.keys(others).length === 0;
}

function isErrorClass(value: unknown): boolean {
  return value === Error || (isClass(value) && value.prototype instanceof Error);
}

/** True for an object of options; an array or a date is none. */
export function isRecord<T extends object>(value: T | number): value is T {
  return Object.prototype.toString.call(value) === '[object Object]';
}

/** The rule of an option that has a few values to choose from. */
export function oneOf(...choices: readonly string[]): Rule {
  return {
    rule: choices.map((choice) => `'${choice}'`).join(' or '),
    isType: (value) => typeof value === 'string',
    isAllowed: (value: string) => choices.includes(value),
  };
}

/**
 * Checks one value.
 *
 * @throws TypeError for a value of the wrong type, RangeError for one that is out of range.
 */
export function checkValue(action: string, name: string, value: unknown, rule: Rule): void {
  const { isMember } = rule;
  const isType = rule.isType(value);
  const wrong = isType && isMember ? (value as unknown[]).findIndex((one) => !isMember(one)) : -1;
  if (isType && wrong < 0 && (!rule.isAllowed || rule.isAllowed(value as never))) return;
  const received =
    wrong < 0 ? describeValue(value) : `one with ${describeValue((value as unknown[])[wrong])}`;
  const message = `Cannot ${action}: ${name} must be ${rule.rule}: received ${received}`;
  throw isType && wrong < 0 ? new RangeError(message) : new TypeError(message);
}

/**
 * Checks an options object: that it has no other names than `known`, and each value.
 *
 * @returns The options that are not undefined, and nothing that they inherit.
 * @throws TypeError or RangeError that names the option, the rule and the value.
 */
export function checkOptions<T extends object>(
  action: string,
  options: T,
  known: Readonly<Record<string, Rule>>,
): T {
  const own = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of Object.entries(options)) {
    const rule = Object.hasOwn(known, name) ? known[name] : undefined;
    if (!rule) {
      const names = Object.keys(known);
      const probably = meant(name, names);
      const hint = probably === undefined ? '' : `: say ${probably}`;
      throw new TypeError(
        `Cannot ${action}: there is no option '${name}'${hint}; there are ${names.join(', ')}`,
      );
    }
    if (value === undefined) continue;
    checkValue(action, name, value, rule);
    own[name] = value;
  }
  return own as T;
}
