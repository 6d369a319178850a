import type { Rejection, Results, Values } from './report.js';

/** The items that a report tells the end of. */
export interface ItemEnds {
  readonly length: number;
  /** Which of them failed, by their place among these. */
  readonly rejections: ReadonlyMap<number, Rejection> | undefined;
}

/** The items that a report tells the end of: each result is one, and of values some are the last of their item. */
export function itemEnds(report: Results | Values): ItemEnds {
  if (report.type === 'results') return { length: report.values.length, rejections: report.rejections };
  const rejections = new Map<number, Rejection>();
  for (const [position, { rejection }] of report.ends.entries()) {
    if (rejection) rejections.set(position, rejection);
  }
  return { length: report.ends.length, rejections };
}
