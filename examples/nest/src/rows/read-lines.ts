import { PayloadTooLargeException } from '@nestjs/common';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const QUOTE = 0x22;
const BYTE_ORDER_MARK = '\uFEFF';

/** A line with its number, from 1; one with a line feed between quotes goes on in the next. */
export interface Line {
  readonly line: number;
  readonly text: string;
}

/** How lines are told apart. */
export interface LineOptions {
  /** True if a line feed between quotes does not end a line, as in CSV. */
  readonly quotes: boolean;
  /** Longest line, in bytes. */
  readonly maxBytes: number;
}

/**
 * Cuts a stream of bytes into lines, without those that are blank. It holds one line that is not whole, and no more.
 *
 * @throws PayloadTooLargeException (413) for a line that is too long.
 */
export async function* readLines(
  source: AsyncIterable<Buffer>,
  { quotes, maxBytes }: LineOptions,
): AsyncGenerator<Line, void, undefined> {
  let line = 1;
  let feeds = 0;
  let rest: Buffer = Buffer.alloc(0);
  let isQuoted = false;

  const cut = (bytes: Buffer): Line | undefined => {
    if (bytes.length > maxBytes) throw tooLong(line, maxBytes);
    const start = line;
    line += feeds;
    feeds = 0;
    const end = bytes.at(-1) === CARRIAGE_RETURN ? bytes.length - 1 : bytes.length;
    const text = bytes.toString('utf8', 0, end);
    const clean = start === 1 && text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
    return clean.trim() === '' ? undefined : { line: start, text: clean };
  };

  for await (const chunk of source) {
    let begin = 0;
    for (let at = 0, feed = chunk.indexOf(LINE_FEED); feed >= 0; feed = chunk.indexOf(LINE_FEED, at)) {
      if (quotes && hasOddQuotes(chunk, at, feed)) isQuoted = !isQuoted;
      at = feed + 1;
      feeds++;
      if (isQuoted) continue;
      const piece = chunk.subarray(begin, feed);
      const whole = cut(rest.length > 0 ? Buffer.concat([rest, piece]) : piece);
      rest = Buffer.alloc(0);
      begin = at;
      if (whole) yield whole;
    }
    const last = chunk.lastIndexOf(LINE_FEED) + 1;
    if (quotes && hasOddQuotes(chunk, last, chunk.length)) isQuoted = !isQuoted;
    rest = Buffer.concat([rest, chunk.subarray(begin)]);
    if (rest.length > maxBytes) throw tooLong(line, maxBytes);
  }
  const whole = cut(rest);
  if (whole) yield whole;
}

function hasOddQuotes(bytes: Buffer, from: number, to: number): boolean {
  let isOdd = false;
  for (let at = bytes.indexOf(QUOTE, from); at >= 0 && at < to; at = bytes.indexOf(QUOTE, at + 1)) {
    isOdd = !isOdd;
  }
  return isOdd;
}

function tooLong(line: number, maxBytes: number): PayloadTooLargeException {
  return new PayloadTooLargeException(`Line ${line} is too long: a row may have ${maxBytes} bytes`);
}
