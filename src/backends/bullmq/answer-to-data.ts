import { UncloneableError } from '../../errors.js';
import { Copier } from '../../values/copier.js';
import { pack } from '../../values/pack.js';
import { packThrown } from '../../values/thrown.js';
import { processChannel } from '../tinypool/value-channels.js';
import { encode, encodeWithin, sizeOf } from './encoding.js';
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
  const { packed, obstacle } = pack(answer.values, copier());
  const whole = obstacle ? undefined : encodeWithin({ ...answer, values: packed }, limit);
  return { protocol: PROTOCOL, answer: whole ?? encodeChecked(answer, first, limit) };
}

function encodeChecked(answer: PlainAnswer, first: number, limit: number): string {
  const { values, failures, reports, elapsed, ending } = answer;
  const reported = new Map<number, number>();
  for (const { position, value } of reports) {
    reported.set(position, (reported.get(position) ?? 0) + sizeOf(value));
  }
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
      sum += checked + (reported.get(position) ?? 0);
      if (sum > limit && position > 0) break;
    }
    kept.push(value);
  }
  const isCut = kept.length < values.length;
  return encode({
    values: pack(kept, copier()).packed,
    failures: [...known].filter(([position]) => position < kept.length).toSorted(([a], [b]) => a - b),
    // Of an item that is still running, too.
    reports: reports.filter(({ position }) => position < kept.length + (isCut ? 0 : 1)),
    elapsed,
    ending: isCut && ending ? { type: 'unrun' } : ending,
  });
}

/** The bytes of a result, or why it cannot be sent. */
function weigh(value: unknown, index: number, limit: number): number | ItemFailure {
  const fail = (error: Error): ItemFailure => ({
    thrown: packThrown(error, processChannel),
    retriable: true,
    workerId: 1,
  });
  const { packed, obstacle } = pack([value], copier());
  if (obstacle) return fail(new UncloneableError(index, 'result', obstacle.path, obstacle));
  try {
    const size = sizeOf(packed);
    return size <= limit ? size : fail(new PayloadTooLargeError(index, 'result', size, limit));
  } catch (cause) {
    return fail(new UncloneableError(index, 'result', '', { cause }));
  }
}

/** Makes a copier that warns of no lost class: the pool of this machine has warned. */
function copier(): Copier {
  return new Copier(processChannel, false);
}
