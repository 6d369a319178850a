import { serialize } from 'node:v8';
import { types } from 'node:util';
import type { Rejection } from '../../executor/executor.js';
import { findUncloneable } from '../../wire/find-uncloneable.js';
import { pack } from '../../wire/pack.js';
import { isSerializable } from '../tinypool/is-serializable.js';
import { encode } from './encode.js';
import { encodeWithin } from './encode-within.js';
import type { FunctionData } from './function-data.js';
import { PROTOCOL, type ChunkData } from './job-data.js';
import { PayloadTooLargeError } from './payload-too-large-error.js';
import type { Ticket } from './ticket.js';

/**
 * A chunk as the queue carries it; undefined if its first item cannot be sent.
 *
 * What does not fit, or cannot be copied, is left out: the ticket gets to know how many items are sent, and why the one
 * behind them can never be.
 */
export function chunkToData(ticket: Ticket, payloadLimit: number): ChunkData | undefined {
  const { call, items, first, attempt } = ticket.chunk;
  const encoded = encodeWithin(() => pack(items, types), payloadLimit) ?? encodePart(ticket, payloadLimit);
  if (encoded === undefined) return undefined;
  return {
    protocol: PROTOCOL,
    fn: call.loaded as FunctionData,
    items: encoded,
    first,
    attempt,
    spread: call.spread,
    timeout: call.timeout < Infinity ? call.timeout : null,
    payloadLimit,
  };
}

/** As many items as fit into one job. */
function encodePart(ticket: Ticket, limit: number): string | undefined {
  const { items } = ticket.chunk;
  let sum = 0;
  for (let position = 0; position < items.length; position++) {
    const checked = weigh(ticket, position, limit);
    if (typeof checked !== 'number') {
      ticket.sent = position;
      ticket.unsendable = checked;
      break;
    }
    sum += checked;
    if (sum > limit && position > 0) {
      ticket.sent = position;
      break;
    }
  }
  return ticket.sent > 0 ? encode(Array.from(items).slice(0, ticket.sent)) : undefined;
}

/** The bytes of an item, or why it cannot be sent. */
function weigh({ chunk, errors }: Ticket, position: number, limit: number): number | Rejection {
  const item = chunk.items[position];
  try {
    const { byteLength } = serialize(item);
    if (byteLength <= limit) return byteLength;
    const index = chunk.first + position;
    const reason = new PayloadTooLargeError(index, 'argument', byteLength, limit);
    return { reason: errors.unmoved(chunk, position, reason), retriable: false };
  } catch (cause) {
    const path = findUncloneable(item, isSerializable);
    return { reason: errors.uncloneable(chunk, position, 'argument', path, cause), retriable: false };
  }
}
