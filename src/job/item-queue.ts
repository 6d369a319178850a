import type { TypedArray } from '../executor/typed-array.js';
import { isShared } from '../function/is-shared.js';

// Items are kept in arrays of about this length. Longer arrays are fewer, shorter ones are handed on whole more often,
// and are let go sooner by the garbage collector, which has to copy what lives.
const SEGMENT = 1024;

// Fewer numbers are faster to send in an ordinary array.
const FEWEST_NUMBERS = 256;

type Segment = unknown[] | TypedArray;

/**
 * Items in the order of their source, taken from the front many at a time.
 *
 * A long queue of numbers is kept as such: the garbage collector has nothing to do with it, and it is sent as it is.
 */
export class ItemQueue {
  readonly #segmentLength: number;
  readonly #segments: Segment[] = [];
  /** What comes behind the segments: numbers, filled up to `#filled`. */
  #numbers: Float64Array | undefined;
  #filled = 0;
  #isNumeric = true;
  length = 0;

  /** @param unit - Items that are taken together: segments that end where they do need not be cut. */
  constructor(unit: number) {
    this.#segmentLength = Math.max(unit, SEGMENT - (SEGMENT % unit));
  }

  push(item: unknown): void {
    this.length++;
    if (this.#numbers) {
      if (typeof item === 'number') {
        this.#numbers[this.#filled++] = item;
        if (this.#filled === this.#numbers.length) this.#endNumbers();
        return;
      }
      this.#endNumbers();
      this.#isNumeric = false;
    }
    const last = this.#segments.at(-1);
    if (Array.isArray(last) && last.length < this.#segmentLength) last.push(item);
    else if (last && this.#isNumeric && typeof item === 'number') {
      this.#numbers = new Float64Array(this.#segmentLength);
      this.#numbers[0] = item;
      this.#filled = 1;
    } else this.#segments.push([item]);
  }

  /** Takes a whole array in as it is now; what is shared stays shared. */
  pushAll(items: TypedArray): void {
    this.#endNumbers();
    this.#segments.push(isShared(items) ? items : items.slice());
    this.length += items.length;
  }

  /** Takes the first `count` items, of at least as many. */
  take(count: number): Segment {
    this.length -= count;
    const [first] = this.#segments;
    if (Array.isArray(first) && first.length === count) {
      this.#segments.shift();
      return first;
    }
    const parts: Segment[] = [];
    for (let missing = count; missing > 0;) {
      if (this.#segments.length === 0) this.#endNumbers();
      const part = this.#takePart(missing);
      parts.push(part);
      missing -= part.length;
    }
    return join(parts, count);
  }

  /** Forgets all but the first `count` items. */
  keep(count: number): void {
    const kept = this.take(Math.min(count, this.length));
    this.#numbers = undefined;
    this.#segments.length = 0;
    this.length = kept.length;
    if (kept.length > 0) this.#segments.push(kept);
  }

  #takePart(atMost: number): Segment {
    const [first = []] = this.#segments;
    if (first.length <= atMost) {
      this.#segments.shift();
      return first;
    }
    // splice() leaves no trace of what it takes, so that items can be forgotten one by one.
    if (Array.isArray(first)) return first.splice(0, atMost);
    this.#segments[0] = first.subarray(atMost);
    return first.subarray(0, atMost);
  }

  #endNumbers(): void {
    if (this.#numbers) this.#segments.push(this.#numbers.subarray(0, this.#filled));
    this.#numbers = undefined;
  }
}

/** Makes one of all parts, which have `length` items in all. */
function join(parts: readonly Segment[], length: number): Segment {
  const [only] = parts;
  if (only && parts.length === 1) return Array.isArray(only) ? only : standalone(only);
  if (length < FEWEST_NUMBERS || !parts.every((part) => part instanceof Float64Array)) {
    const [first = [], ...others] = parts.map(toArray);
    return first.concat(...others);
  }
  const numbers = new Float64Array(length);
  let at = 0;
  for (const part of parts) {
    numbers.set(part, at);
    at += part.length;
  }
  return numbers;
}

/** A view would be sent with all that its memory has. */
function standalone(numbers: TypedArray): Segment {
  if (isShared(numbers) || numbers.byteLength === numbers.buffer.byteLength) return numbers;
  return numbers.length < FEWEST_NUMBERS ? toArray(numbers) : numbers.slice();
}

function toArray(segment: Segment): unknown[] {
  if (Array.isArray(segment)) return segment;
  // Ten times as fast as Array.from(), which takes as long as the rest of a message.
  const items: unknown[] = [];
  for (let at = 0; at < segment.length; at++) items.push(segment[at]);
  return items;
}
