import { count } from './count.js';
import { formatDuration } from '../insight/format-duration.js';
import type { TraceData, TraceItem, TraceReport } from '../insight/trace-data.js';
import type { Lane } from './lane.js';
import { layout } from './layout.js';
import type { View } from './view.js';

/** How far from a mark the pointer may be to mean it, in pixels. */
const REACH = 5;

/** What there is to say about a place of the picture, line by line; nothing if nothing is there. */
export function tell(trace: TraceData, lanes: readonly Lane[], view: View, x: number, y: number): string[] {
  if (x < view.left) return [];
  const time = view.time(x);
  const slack = view.time(x + REACH) - time;
  const lane = lanes.find(({ workerId }) => {
    const top = layout.top(workerId);
    return y >= top - layout.gap / 2 && y < top + layout.lane + layout.gap / 2;
  });
  if (!lane) return y > layout.axis ? tellSending(trace, time, slack) : [];
  const mark = lane.marks.find(({ at }) => Math.abs(at - time) < slack);
  if (mark) return [`worker ${lane.workerId}: ${mark.text}`, `at ${formatDuration(mark.at)}`];
  const isAt = ({ from, to }: { from: number; to: number }): boolean => from <= time && time <= to;
  const near = ({ from, to }: { from: number; to: number }): boolean =>
    from - slack / 5 <= time && time <= to + slack / 5;
  const message = lane.messages.find(isAt);
  const item = lane.items.find(isAt) ?? lane.items.find(near);
  if (item && y >= layout.top(lane.workerId) + layout.strip) {
    return [
      `item ${item.index}${nameOf(trace, item.job)}: ${formatDuration(item.to - item.from)}`,
      ...(item.paused === undefined
        ? []
        : [`paused for ${formatDuration(item.paused)}, until more of its values were taken`]),
      ...tellReport(lane, item, time, slack),
      ...(item.attempt > 0 ? [`attempt ${item.attempt + 1}`] : []),
      ...(item.error ? [item.error] : []),
      ...(message ? [`in a message of ${count(message.items, 'item')}`] : []),
    ];
  }
  if (message) {
    return [
      `message of ${count(message.items, 'item')}${nameOf(trace, message.job)}, from item ${message.first}`,
      `in the worker for ${formatDuration(message.to - message.from)}, ${formatDuration(Math.max(0, message.from - message.sent))} after it was sent`,
      `chunksize ${message.chunksize}; sending took ${formatDuration(message.took)}`,
    ];
  }
  const start = lane.starts.find(isAt);
  if (start) return [`worker ${lane.workerId} starts: ${formatDuration(start.to - start.from)}`];
  const gap = lane.gaps.find(isAt);
  return gap ? [`worker ${lane.workerId} has nothing to do for ${formatDuration(gap.to - gap.from)}`] : [];
}

/** What an item had reported by a time. */
function tellReport(
  { reports }: Lane,
  { job, index, attempt }: TraceItem,
  time: number,
  slack: number,
): string[] {
  const isOwn = (one: TraceReport): boolean =>
    one.job === job && one.index === index && one.attempt === attempt;
  const latest = reports.findLast((one) => isOwn(one) && one.at <= time + slack);
  return latest ? [`reported ${latest.text}, heard at ${formatDuration(latest.at)}`] : [];
}

function tellSending(trace: TraceData, time: number, slack: number): string[] {
  const sent = trace.messages.find(
    ({ sent: from, took }) => from - slack <= time && time <= from + took + slack,
  );
  if (!sent) return [];
  return [
    `sends ${count(sent.items, 'item')}${nameOf(trace, sent.job)} to worker ${sent.workerId}: ${formatDuration(sent.took)}`,
  ];
}

function nameOf({ jobs }: TraceData, job: number): string {
  const name = jobs[job];
  return name ? ` of ${name}` : '';
}
