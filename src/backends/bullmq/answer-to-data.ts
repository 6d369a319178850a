import { serialize } from 'node:v8';
import { types } from 'node:util';
import { UncloneableError } from '../../errors.js';
import { findUncloneable } from '../../wire/find-uncloneable.js';
import { pack } from '../../wire/pack.js';
import { packError } from '../../wire/pack-error.js';
import { isSerializable } from '../tinypool/is-serializable.js';
import { encode, encodeWithin } from './encoding.js';
import { PROTOCOL, type Answer, type AnswerData, type ItemFailure } from './job-data.js';
import { PayloadTooLargeError } from './payload-too-large-error.js';

/** An answer with its results as they are. */
export interface PlainAnswer extends Omit<Answer, 'values'> {
  readonly values: readonly unknown[];
}

/**
 * An answer as the queue carries it. A result that is too large or cannot be copied becomes the failure of its item;
 * results that do not fit into one job are left out, and their items are to run once more.
 *
 * @param first - Index of the first item.
 * @param limit - Most bytes of one result, and of those that go together.
 */
export function answerToData(answer: PlainAnswer, first: number, limit: number): AnswerData {
  const whole = encodeWithin(() => ({ ...answer, values: pack(answer.values, types) }), limit);
  return { protocol: PROTOCOL, answer: whole ?? encodeChecked(answer, first, limit) };
}

function encodeChecked({ values, failures, ...rest }: PlainAnswer, first: number, limit: number): string {
  const known = new Map(failures);
  const kept: unknown[] = [];
  let sum = 0;
  for (const [position, value] of values.entries()) {
    if (!known.has(position)) {
      const checked = weigh(value, first + position, limit);
      if (typeof checked !== 'number') {
        known.set(position, checked);
        kept.push(undefined);
        continue;
      }
      sum += checked;
      if (sum > limit && position > 0) break;
    }
    kept.push(value);
  }
  const isCut = kept.length < values.length;
  return encode({
    values: kept,
    failures: [...known].filter(([position]) => position < kept.length).toSorted(([a], [b]) => a - b),
    elapsed: rest.elapsed,
    ending: isCut && rest.ending ? { type: 'unrun' } : rest.ending,
  });
}

/** The bytes of a result, or why it cannot be sent. */
function weigh(value: unknown, index: number, limit: number): number | ItemFailure {
  const fail = (error: Error): ItemFailure => ({
    error: packError(error, isSerializable),
    retriable: true,
    workerId: 1,
  });
  try {
    const { byteLength } = serialize(value);
    return byteLength <= limit
      ? byteLength
      : fail(new PayloadTooLargeError(index, 'result', byteLength, limit));
  } catch (cause) {
    return fail(new UncloneableError(index, 'result', findUncloneable(value, isSerializable), { cause }));
  }
}
