import { checkOptions, checkValue, isRecord, oneOf, rules, type Rule } from './check-options.js';
import type { PoolOptions } from './pool-options.js';

const KNOWN: Readonly<Record<keyof PoolOptions, Rule>> = {
  processes: rules.positiveInteger,
  initializer: rules.callable,
  initargs: rules.list,
  finalizer: rules.callable,
  maxtasksperchild: {
    ...rules.positiveInteger,
    isAllowed: (value: number) => value === Infinity || rules.positiveInteger.isAllowed(value),
  },
  runtime: oneOf('worker_threads', 'child_process'),
  resourceLimits: rules.record,
  env: rules.record,
  execArgv: rules.list,
  worker: rules.callable,
  classes: rules.classes,
  errorClasses: rules.errorClasses,
  onCrash: rules.callable,
  executor: rules.record,
};

/**
 * Checks what `new Pool()` was given.
 *
 * @throws TypeError or RangeError that names the option, the rule and the value.
 */
export function readPoolOptions(given: number | PoolOptions | undefined): PoolOptions {
  const action = 'create a Pool';
  if (given === undefined) return {};
  if (!isRecord(given)) {
    checkValue(action, 'processes', given, rules.positiveInteger);
    return { processes: given };
  }
  const own = checkOptions(action, given, KNOWN);
  const others = Object.keys(own).filter((name) => name !== 'executor');
  if (own.executor && others.length > 0) {
    const names = others.join(', ');
    throw new TypeError(`Cannot ${action}: executor goes without other options: received ${names} too`);
  }
  return own;
}
