import { serialize } from 'node:v8';
import { types } from 'node:util';
import type { Batch } from '../../executor/batch.js';
import type { Rejection } from '../../executor/report.js';
import { findUncloneable } from '../../wire/find-uncloneable.js';
import { pack } from '../../wire/pack.js';
import type { ItemErrors } from '../../workers/item-errors.js';
import type { Sent } from '../../workers/sender.js';
import { isSerializable } from '../tinypool/is-serializable.js';
import { encode, encodeWithin } from './encoding.js';
import type { FunctionData } from './function-data.js';
import { PROTOCOL, type BatchData } from './job-data.js';
import { PayloadTooLargeError } from './payload-too-large-error.js';

/** As much of a batch as fits into one job; `data` is undefined if not even its first item can be sent. */
export interface Draft extends Sent {
  readonly data: BatchData | undefined;
}

/**
 * Makes a job of a batch: without what does not fit, and without what cannot be copied.
 *
 * @param limit - Most bytes of one job.
 */
export function batchToData(batch: Batch, limit: number, errors: ItemErrors): Draft {
  const { call, first, attempt } = batch;
  const whole = encodeWithin(() => pack(batch.items, types), limit);
  const { encoded, ...sent } =
    whole === undefined
      ? encodePart(batch, limit, errors)
      : { encoded: whole, items: batch.items.length, unsendable: undefined };
  const data = encoded !== undefined && {
    protocol: PROTOCOL,
    fn: call.loaded as FunctionData,
    items: encoded,
    first,
    attempt,
    spread: call.spread,
    timeout: call.timeout < Infinity ? call.timeout : null,
    payloadLimit: limit,
  };
  return { data: data || undefined, ...sent };
}

/** As many items as fit into one job. */
function encodePart(batch: Batch, limit: number, errors: ItemErrors): Sent & { encoded: string | undefined } {
  let sum = 0;
  let items = 0;
  let unsendable: Rejection | undefined;
  for (; items < batch.items.length; items++) {
    const checked = weigh(batch, items, limit, errors);
    if (typeof checked !== 'number') {
      unsendable = checked;
      break;
    }
    sum += checked;
    if (sum > limit && items > 0) break;
  }
  const encoded = items > 0 ? encode(Array.from(batch.items).slice(0, items)) : undefined;
  return { encoded, items, unsendable };
}

/** The bytes of an item, or why it cannot be sent. */
function weigh(batch: Batch, position: number, limit: number, errors: ItemErrors): number | Rejection {
  const item = batch.items[position];
  try {
    const { byteLength } = serialize(item);
    if (byteLength <= limit) return byteLength;
    const index = batch.first + position;
    const reason = new PayloadTooLargeError(index, 'argument', byteLength, limit);
    return { reason: errors.unmoved(batch, position, reason), retriable: false };
  } catch (cause) {
    const path = findUncloneable(item, isSerializable);
    return { reason: errors.uncloneable(batch, position, 'argument', path, cause), retriable: false };
  }
}
