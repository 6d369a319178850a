import { inspect } from 'node:util';

/** What the module's own options have to be; `rule` ends the sentence "name must be ...". */
const RULES = {
  options: {
    rule: 'an object',
    isRight: (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value),
  },
  name: {
    rule: 'a string that is not empty',
    isRight: (value: unknown) => typeof value === 'string' && value !== '',
  },
  useFactory: {
    rule: 'a function, unless there is useClass or useExisting',
    isRight: (value: unknown) => typeof value === 'function',
  },
  isGlobal: { rule: 'true or false', isRight: (value: unknown) => typeof value === 'boolean' },
  shutdownTimeout: { rule: 'a number of milliseconds, 0 or more', isRight: isAmount },
  maxQueued: { rule: 'a number, 0 or more', isRight: isAmount },
  maxWait: { rule: 'a number, 0 or more', isRight: isAmount },
};

/**
 * Checks one value that the module was given.
 *
 * @throws TypeError that names the option, the rule and the value.
 */
export function checkModuleValue(action: string, name: keyof typeof RULES, value: unknown): void {
  const { rule, isRight } = RULES[name];
  if (isRight(value)) return;
  const received = inspect(value, { depth: 0, breakLength: Infinity });
  throw new TypeError(`Cannot ${action}: ${name} must be ${rule}: received ${received}`);
}

function isAmount(value: unknown): boolean {
  return typeof value === 'number' && value >= 0;
}
