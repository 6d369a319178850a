import { formatDuration } from '../insight/format-duration.js';
import type { TraceData } from '../insight/trace-data.js';
import { count } from './count.js';
import { draw } from './draw.js';
import { jobColor } from './job-color.js';
import { lanesOf } from './lane.js';
import { layout } from './layout.js';
import { tell } from './tell.js';
import { View } from './view.js';

const trace = JSON.parse(document.querySelector('#trace')?.textContent ?? '') as TraceData;
const lanes = lanesOf(trace);
const end = Math.max(...trace.messages.map(({ to }) => to), ...trace.marks.map(({ at }) => at), 0);
const view = new View((end > 0 ? end : trace.duration) * 1.01);

const heading = add(document.body, 'h1', 'Where the time went');
add(document.body, 'p', trace.advice).id = 'advice';
add(document.body, 'p', summary()).className = 'quiet';
const legend = add(document.body, 'p', '');
legend.id = 'legend';
for (const [job, name] of trace.jobs.entries()) {
  if (job < 12) swatch(jobColor(job), name || `job ${job + 1}`);
}
swatch('#cbd2d9', 'a worker starts');
swatch('hatched', 'a worker has nothing to do');
swatch('#d62728', 'an item fails, a worker dies');
if (trace.reports.length > 0) swatch('dot', 'an item reports something');
const canvas = add(document.body, 'canvas', '');
canvas.tabIndex = 0;
canvas.setAttribute('role', 'img');
canvas.setAttribute('aria-label', `Timeline of ${trace.processes} workers. ${trace.advice}`);
add(
  document.body,
  'p',
  'Thin bars are messages, the bars below them the items in them. Wheel or + and − zoom, dragging or arrow keys move, a double click shows all.',
).className = 'quiet';
const tooltip = add(document.body, 'div', '');
tooltip.id = 'tooltip';
tooltip.hidden = true;
slowest();

const context = canvas.getContext('2d');
if (!context) heading.textContent = 'This browser cannot draw';

function show(): void {
  if (!context) return;
  const ratio = window.devicePixelRatio;
  view.width = canvas.clientWidth;
  const height = layout.height(lanes.length);
  canvas.style.height = `${height}px`;
  canvas.width = view.width * ratio;
  canvas.height = height * ratio;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  draw(context, trace, lanes, view);
}

let isDue = false;
function showSoon(): void {
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(() => {
    isDue = false;
    show();
  });
}

let dragged: number | undefined;
canvas.addEventListener(
  'wheel',
  (event) => {
    event.preventDefault();
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) view.pan(event.deltaX);
    else view.zoom(1.0015 ** event.deltaY, event.offsetX);
    showSoon();
  },
  { passive: false },
);
canvas.addEventListener('pointerdown', (event) => {
  dragged = event.offsetX;
  canvas.setPointerCapture(event.pointerId);
});
canvas.addEventListener('pointerup', () => (dragged = undefined));
canvas.addEventListener('pointermove', (event) => {
  if (dragged !== undefined) {
    view.pan(dragged - event.offsetX);
    dragged = event.offsetX;
    showSoon();
  }
  const lines = tell(trace, lanes, view, event.offsetX, event.offsetY);
  tooltip.hidden = lines.length === 0;
  tooltip.textContent = lines.join('\n');
  tooltip.style.left = `${Math.min(event.clientX + 14, window.innerWidth - tooltip.offsetWidth - 8)}px`;
  tooltip.style.top = `${event.clientY + 14}px`;
});
canvas.addEventListener('pointerleave', () => (tooltip.hidden = true));
canvas.addEventListener('dblclick', () => {
  view.reset();
  showSoon();
});
canvas.addEventListener('keydown', ({ key }) => {
  if (key === '+' || key === '=') view.zoom(0.7);
  else if (key === '-') view.zoom(1.4);
  else if (key === 'ArrowLeft') view.pan(-80);
  else if (key === 'ArrowRight') view.pan(80);
  else if (key === '0') view.reset();
  else return;
  showSoon();
});
window.addEventListener('resize', showSoon);
show();

function summary(): string {
  const { items, messages, processes, omitted, epoch } = trace;
  const failed = items.filter(({ error }) => error !== '').length;
  const ran = messages.reduce((sum, message) => sum + message.items, 0);
  return [
    count(processes, 'worker'),
    `${count(ran, 'item')} in ${count(messages.length, 'message')}`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    formatDuration(end),
    new Date(epoch).toISOString().slice(0, 19).replace('T', ' '),
    ...(omitted > 0 ? [`${omitted.toLocaleString('en')} later items are not drawn`] : []),
  ].join(' · ');
}

function slowest(): void {
  const longest = trace.items.toSorted((a, b) => b.to - b.from - (a.to - a.from)).slice(0, 5);
  if (longest.length === 0) return;
  add(document.body, 'h2', 'The slowest items');
  const list = add(document.body, 'ol', '');
  for (const { from, to, index, job, workerId } of longest) {
    const name = trace.jobs[job];
    add(
      list,
      'li',
      `${formatDuration(to - from)}: item ${index}${name ? ` of ${name}` : ''}, on worker ${workerId}`,
    );
  }
}

function swatch(color: string, text: string): void {
  const entry = add(legend, 'span', '');
  const patch = add(entry, 'i', '');
  if (color === 'hatched' || color === 'dot') patch.className = color;
  else patch.style.background = color;
  entry.append(text);
}

function add<K extends keyof HTMLElementTagNameMap>(
  to: Element,
  name: K,
  text: string,
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  element.textContent = text;
  to.append(element);
  return element;
}
