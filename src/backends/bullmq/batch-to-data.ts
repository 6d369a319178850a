import type { Batch } from '../../executor/batch.js';
import type { Rejection } from '../../executor/report.js';
import { isShared } from '../../function/is-shared.js';
import type { Copier } from '../../values/copier.js';
import type { Obstacle } from '../../values/refusal.js';
import { findUncloneable } from '../../values/find-uncloneable.js';
import { pack } from '../../values/pack.js';
import type { ItemErrors } from '../../workers/item-errors.js';
import type { Sent } from '../../workers/sender.js';
import { processChannel } from '../tinypool/value-channels.js';
import { encodeWithin, sizeOf } from './encoding.js';
import type { FunctionData } from './function-data.js';
import { PROTOCOL, type BatchData } from './job-data.js';
import { PayloadTooLargeError } from './payload-too-large-error.js';

/** As much of a batch as fits into one job; `data` is undefined if not even its first item can be sent. */
export interface Draft extends Sent {
  readonly data: BatchData | undefined;
}

/** A part of a batch as text. */
interface Encoded extends Sent {
  readonly encoded: string | undefined;
}

/**
 * Makes a job of a batch: without what does not fit, and without what cannot be copied.
 *
 * @param limit - Most bytes of one job.
 */
export function batchToData(batch: Batch, limit: number, copier: Copier, errors: ItemErrors): Draft {
  const { call, first, attempt: tried } = batch;
  const { encoded, ...sent } =
    encodeItems(batch, batch.items.length, limit, copier, errors) ?? encodePart(batch, limit, copier, errors);
  const data = encoded !== undefined && {
    protocol: PROTOCOL,
    fn: call.loaded as FunctionData,
    items: encoded,
    first,
    attempt: tried,
    spread: call.spread,
    timeout: call.timeout < Infinity ? call.timeout : null,
    grace: call.grace < Infinity ? call.grace : null,
    heard: call.hear !== undefined,
    payloadLimit: limit,
  };
  return { data: data || undefined, ...sent };
}

/** The first items of a batch, up to one of which no copy can be made; undefined if they do not fit into one job. */
function encodeItems(
  batch: Batch,
  count: number,
  limit: number,
  copier: Copier,
  errors: ItemErrors,
): Encoded | undefined {
  // Shared memory goes nowhere else: its numbers do.
  const isWhole = count === batch.items.length && !isShared(batch.items);
  const given = isWhole ? batch.items : Array.from(batch.items).slice(0, count);
  const { packed, count: items, obstacle } = pack(given, copier);
  const unsendable = obstacle && refuse(batch, items, obstacle, errors);
  if (items === 0 && obstacle) return { encoded: undefined, items, unsendable };
  const encoded = encodeWithin(packed, limit);
  return encoded === undefined ? undefined : { encoded, items, unsendable };
}

/** As many items as fit into one job. */
function encodePart(batch: Batch, limit: number, copier: Copier, errors: ItemErrors): Encoded {
  let sum = 0;
  let items = 0;
  let unsendable: Rejection | undefined;
  for (; items < batch.items.length; items++) {
    const checked = weigh(batch, items, limit, copier, errors);
    if (typeof checked !== 'number') {
      unsendable = checked;
      break;
    }
    sum += checked;
    if (sum > limit && items > 0) break;
  }
  const encoded = items > 0 ? encodeItems(batch, items, Infinity, copier, errors)?.encoded : undefined;
  return { encoded, items, unsendable };
}

/** The bytes of an item, or why it cannot be sent. */
function weigh(
  batch: Batch,
  position: number,
  limit: number,
  copier: Copier,
  errors: ItemErrors,
): number | Rejection {
  const item = batch.items[position];
  const { packed, obstacle } = pack([item], copier);
  if (obstacle) return refuse(batch, position, obstacle, errors);
  try {
    const size = sizeOf(packed);
    if (size <= limit) return size;
    const index = batch.first + position;
    const reason = new PayloadTooLargeError(index, 'argument', size, limit);
    return { reason: errors.noted(batch, position, reason), retriable: false };
  } catch (cause) {
    const path = findUncloneable(item, processChannel);
    return refuse(batch, position, { path, advice: undefined, cause }, errors);
  }
}

function refuse(
  batch: Batch,
  position: number,
  obstacle: Pick<Obstacle, 'path' | 'advice' | 'cause'>,
  errors: ItemErrors,
): Rejection {
  return { reason: errors.uncloneable(batch, position, 'argument', obstacle), retriable: false };
}
