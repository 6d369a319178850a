import { checkOptions, checkValue, isRecord, rules, type Rule } from '../../pool/check-options.js';
import type { BullmqOptions } from './bullmq-options.js';
import { LEFTOVERS_AGE, PATIENCE, PAYLOAD_LIMIT, PROCESSES } from './limits.js';

const ACTION = 'use a queue';

const KNOWN: Readonly<Record<keyof BullmqOptions, Rule>> = {
  // BullMQ puts colons between the parts of its keys.
  queue: {
    rule: 'a name without colons',
    isType: (value) => typeof value === 'string',
    isAllowed: (value: string) => /^[^:]+$/.test(value),
  },
  connection: {
    rule: 'a URL that begins with redis:// or rediss://, or an object',
    isType: (value) => typeof value === 'string' || rules.record.isType(value),
  },
  processes: rules.positiveInteger,
  patience: rules.duration,
  payloadLimit: rules.positiveInteger,
  leftoversAge: rules.duration,
  allowSource: rules.flag,
  errorClasses: rules.errorClasses,
};

/**
 * Checks what `bullmqExecutor` was given, and fills in the defaults.
 *
 * @throws TypeError or RangeError that names the option, the rule and the value.
 */
export function readBullmqOptions(given: BullmqOptions): Required<BullmqOptions> {
  if (!isRecord(given)) checkValue(ACTION, 'options', given, rules.record);
  checkOptions(ACTION, given, KNOWN);
  const { queue, connection } = given;
  checkValue(ACTION, 'queue', queue, KNOWN.queue);
  checkValue(ACTION, 'connection', connection, KNOWN.connection);
  if (typeof connection === 'string' && !/^rediss?:\/\//.test(connection)) {
    // It may have a password, which no log should show.
    throw new RangeError(
      `Cannot ${ACTION}: connection must be ${KNOWN.connection.rule}: received another string`,
    );
  }
  return {
    queue,
    connection,
    processes: given.processes ?? PROCESSES,
    patience: given.patience ?? PATIENCE,
    payloadLimit: given.payloadLimit ?? PAYLOAD_LIMIT,
    leftoversAge: given.leftoversAge ?? LEFTOVERS_AGE,
    allowSource: given.allowSource ?? false,
    errorClasses: given.errorClasses ?? [],
  };
}
