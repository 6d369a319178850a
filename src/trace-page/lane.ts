import type {
  TraceData,
  TraceItem,
  TraceMark,
  TraceMessage,
  TraceReport,
  TraceStart,
} from '../insight/trace-data.js';

/** What one worker did. */
export interface Lane {
  readonly workerId: number;
  readonly messages: readonly TraceMessage[];
  readonly items: readonly TraceItem[];
  readonly reports: readonly TraceReport[];
  readonly marks: readonly TraceMark[];
  readonly starts: readonly TraceStart[];
  /** When it had nothing to run while the others, or the source, still had. */
  readonly gaps: ReadonlyArray<{ readonly from: number; readonly to: number }>;
  /** Share of the time of work in which it ran items, from 0 to 1. */
  readonly busy: number;
}

/** Shares out what a trace knows to the workers. */
export function lanesOf(trace: TraceData): Lane[] {
  const begin = Math.min(...trace.messages.map(({ sent }) => sent));
  const end = Math.max(...trace.messages.map(({ to }) => to));
  return Array.from({ length: trace.processes }, (_, at) => {
    const workerId = at + 1;
    const own = <T extends { readonly workerId: number }>(all: readonly T[]): T[] =>
      all.filter((one) => one.workerId === workerId);
    const messages = own(trace.messages).toSorted((a, b) => a.from - b.from);
    const items = own(trace.items).toSorted((a, b) => a.from - b.from);
    const starts = own(trace.starts);
    const gaps = gapsBetween([...messages, ...starts], begin, end);
    const idle = [...gaps, ...starts].reduce((sum, { from, to }) => sum + to - from, 0);
    const busy = end > begin ? Math.max(0, 1 - idle / (end - begin)) : 0;
    const reports = own(trace.reports);
    return { workerId, messages, items, reports, marks: own(trace.marks), starts, gaps, busy };
  });
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function gapsBetween(spans: readonly Span[], begin: number, end: number): Span[] {
  const gaps: Span[] = [];
  let covered = begin;
  for (const { from, to } of [...spans].toSorted((a, b) => a.from - b.from)) {
    if (from > covered) gaps.push({ from: covered, to: Math.min(from, end) });
    covered = Math.max(covered, to);
  }
  if (covered < end) gaps.push({ from: covered, to: end });
  return gaps;
}
