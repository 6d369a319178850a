import { findSourceMap } from 'node:module';
import type { Origin } from '../wire/shipment.js';

/** The place in the file that people write, for one in what a tool has made of it and has told Node of; others as they are. */
export function originalPosition(made: Origin): Origin {
  const { url, line, column } = made;
  const { originalSource, originalLine, originalColumn } = (findSourceMap(url)?.findEntry(line, column) ??
    {}) as Partial<Record<'originalLine' | 'originalColumn', number>> & { originalSource?: string };
  if (originalSource === undefined || originalLine === undefined || !URL.canParse(originalSource, url)) {
    return made;
  }
  return { url: new URL(originalSource, url).href, line: originalLine, column: originalColumn ?? 0 };
}
