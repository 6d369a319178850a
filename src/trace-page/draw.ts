import { count } from './count.js';
import { formatDuration } from '../insight/format-duration.js';
import type { TraceData } from '../insight/trace-data.js';
import { jobColor } from './job-color.js';
import type { Lane } from './lane.js';
import { layout } from './layout.js';
import type { View } from './view.js';

const INK = '#1f2933';
const QUIET = '#7b8794';
const LINE = '#e4e7eb';
const ERROR = '#d62728';

/** A bar narrower than this cannot be told from its neighbours, so they are drawn as one. In pixels. */
const NARROWEST = 0.75;

/** Draws what a view shows of a trace. */
export function draw(
  context: CanvasRenderingContext2D,
  trace: TraceData,
  lanes: readonly Lane[],
  view: View,
): void {
  const height = layout.height(lanes.length);
  context.clearRect(0, 0, view.width, height);
  context.font = '12px system-ui, sans-serif';
  context.textBaseline = 'middle';
  drawAxis(context, view, height);
  drawNames(context, lanes);
  context.save();
  context.beginPath();
  context.rect(view.left, 0, view.width - view.left, height);
  context.clip();
  drawMain(context, trace, view);
  for (const lane of lanes) drawLane(context, trace, lane, view);
  context.restore();
}

function drawAxis(context: CanvasRenderingContext2D, view: View, height: number): void {
  const rough = ((view.to - view.from) / (view.width - view.left)) * 110;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  context.fillStyle = QUIET;
  for (let time = Math.ceil(view.from / step) * step; time <= view.to; time += step) {
    const x = view.x(time);
    context.fillStyle = LINE;
    context.fillRect(x, layout.axis - 6, 1, height);
    context.fillStyle = QUIET;
    context.fillText(time === 0 ? '0' : formatDuration(time), x + 4, layout.axis / 2);
  }
}

function drawNames(context: CanvasRenderingContext2D, lanes: readonly Lane[]): void {
  context.fillStyle = INK;
  context.fillText('main thread', 0, layout.axis + layout.main / 2);
  for (const { workerId, messages, busy } of lanes) {
    const top = layout.top(workerId);
    context.fillStyle = INK;
    context.font = '600 13px system-ui, sans-serif';
    context.fillText(`worker ${workerId}`, 0, top + 14);
    context.font = '12px system-ui, sans-serif';
    context.fillStyle = busy < 0.7 ? ERROR : QUIET;
    context.fillText(`at work ${Math.round(busy * 100)} % of the time`, 0, top + 31);
    context.fillStyle = QUIET;
    const ran = messages.reduce((sum, { items }) => sum + items, 0);
    context.fillText(`${count(ran, 'item')} in ${count(messages.length, 'message')}`, 0, top + 47);
  }
}

/** What the main thread does for the pool: it sends. */
function drawMain(context: CanvasRenderingContext2D, { messages }: TraceData, view: View): void {
  const middle = layout.axis + layout.main / 2;
  context.fillStyle = LINE;
  context.fillRect(view.left, middle, view.width, 1);
  for (const { job, sent, took } of messages) {
    context.fillStyle = jobColor(job);
    const x = view.x(sent);
    context.fillRect(x, middle - 6, Math.max(1, view.x(sent + took) - x), 12);
  }
}

function drawLane(context: CanvasRenderingContext2D, trace: TraceData, lane: Lane, view: View): void {
  const top = layout.top(lane.workerId);
  const itemsTop = top + layout.strip + 2;
  const itemsHeight = layout.lane - layout.strip - 2;
  context.fillStyle = '#f5f7fa';
  context.fillRect(view.left, top, view.width - view.left, layout.lane);
  for (const { from, to } of lane.gaps) drawGap(context, view.x(from), view.x(to), top, to - from);
  for (const { from, to } of lane.starts) {
    context.fillStyle = '#cbd2d9';
    bar(context, view.x(from), view.x(to), top, layout.lane);
    label(context, 'starting', view.x(from), view.x(to), top + layout.lane / 2, INK);
  }
  const lastItem = lane.items.at(-1)?.to ?? -Infinity;
  for (const message of lane.messages) {
    const [x, right] = [view.x(message.from), view.x(message.to)];
    context.fillStyle = jobColor(message.job);
    bar(context, x, right, top, layout.strip);
    const name = trace.jobs[message.job] ?? '';
    const what = message.items === 1 ? `item ${message.first}` : `${message.items} items in one message`;
    label(context, `${name ? `${name}: ` : ''}${what}`, x, right, top + layout.strip / 2, '#fff');
    // The message stands for items that are not there one by one.
    if (message.from < lastItem) continue;
    context.globalAlpha = 0.4;
    bar(context, x, right, itemsTop, itemsHeight);
    context.globalAlpha = 1;
  }
  let drawn = -Infinity;
  for (const item of lane.items) {
    const [x, right] = [view.x(item.from), view.x(item.to)];
    if (right < view.left || x > view.width) continue;
    if (right - drawn < NARROWEST && !item.error) continue;
    drawn = right;
    context.globalAlpha = item.error || item.index % 2 === 0 ? 0.8 : 0.55;
    context.fillStyle = item.error ? ERROR : jobColor(item.job);
    bar(context, x, right, itemsTop, itemsHeight);
    context.globalAlpha = 1;
    if (item.error)
      cross(context, Math.max(x, Math.min((x + right) / 2, view.width - 8)), itemsTop + itemsHeight / 2);
    else label(context, `${item.index}`, x, right, itemsTop + itemsHeight / 2, INK);
  }
  for (const { at } of lane.reports) dot(context, view.x(at), top + layout.lane - 6);
  for (const { at } of lane.marks) skull(context, view.x(at), top);
}

function drawGap(
  context: CanvasRenderingContext2D,
  from: number,
  to: number,
  top: number,
  time: number,
): void {
  if (to - from < 1) return;
  context.save();
  context.beginPath();
  context.rect(from, top, to - from, layout.lane);
  context.clip();
  context.fillStyle = '#eef1f5';
  context.fillRect(from, top, to - from, layout.lane);
  context.strokeStyle = '#d9dee4';
  context.lineWidth = 1;
  context.beginPath();
  // Hatched from where it begins, as far as the screen goes: a gap may be much longer than that.
  const [left, right] = [Math.max(from, 0), Math.min(to, context.canvas.width)];
  for (let x = left - layout.lane; x < right; x += 8) {
    context.moveTo(x, top + layout.lane);
    context.lineTo(x + layout.lane, top);
  }
  context.stroke();
  context.restore();
  label(context, `nothing to do for ${formatDuration(time)}`, from, to, top + layout.lane / 2, '#52606d');
}

function bar(context: CanvasRenderingContext2D, from: number, to: number, top: number, height: number): void {
  const width = to - from;
  // A hair's breadth between neighbours, where there is room for it.
  context.fillRect(from, top, width > 3 ? width - 1 : Math.max(width, NARROWEST), height);
}

/** Writes into the visible part of a bar, if it fits. */
function label(
  context: CanvasRenderingContext2D,
  text: string,
  from: number,
  to: number,
  y: number,
  color: string,
): void {
  const left = Math.max(from, 190);
  const right = Math.min(to, context.canvas.clientWidth);
  // Measuring a text takes longer than seeing that nothing would fit.
  if (right - left < 14) return;
  const { width } = context.measureText(text);
  if (width + 8 > right - left) return;
  context.fillStyle = color;
  context.fillText(text, (left + right - width) / 2, y);
}

function cross(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.strokeStyle = '#fff';
  context.lineWidth = 5;
  strokeCross(context, x, y);
  context.strokeStyle = ERROR;
  context.lineWidth = 2;
  strokeCross(context, x, y);
}

function strokeCross(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.beginPath();
  context.moveTo(x - 4, y - 4);
  context.lineTo(x + 4, y + 4);
  context.moveTo(x + 4, y - 4);
  context.lineTo(x - 4, y + 4);
  context.stroke();
}

/** Where an item reported something. */
function dot(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.beginPath();
  context.arc(x, y, 3, 0, 2 * Math.PI);
  context.fillStyle = '#fff';
  context.fill();
  context.strokeStyle = INK;
  context.lineWidth = 1.5;
  context.stroke();
}

/** Where a worker died. */
function skull(context: CanvasRenderingContext2D, x: number, top: number): void {
  context.fillStyle = ERROR;
  context.fillRect(x - 1, top - 4, 2, layout.lane + 8);
  context.font = '600 11px system-ui, sans-serif';
  const { width } = context.measureText('died');
  context.fillRect(x - width - 9, top - 4, width + 8, 15);
  context.fillStyle = '#fff';
  context.fillText('died', x - width - 5, top + 4);
  context.font = '12px system-ui, sans-serif';
}
