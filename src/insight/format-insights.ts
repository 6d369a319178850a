import { formatDuration } from './format-duration.js';
import type { PoolInsights } from './pool-insights.js';
import type { WorkerInsight } from './worker-insight.js';

interface Column {
  readonly title: string;
  readonly cell: (worker: WorkerInsight) => string;
  /** Only where items give many values. */
  readonly ofMany?: boolean;
}

const COLUMNS: readonly Column[] = [
  { title: 'worker', cell: ({ workerId }) => String(workerId) },
  { title: 'items', cell: ({ items }) => String(items) },
  { title: 'values', cell: ({ values }) => String(values), ofMany: true },
  { title: 'failed', cell: ({ failed }) => String(failed) },
  { title: 'messages', cell: ({ messages }) => String(messages) },
  { title: 'starts', cell: ({ starts }) => String(starts) },
  { title: 'start-up', cell: ({ startUp }) => formatDuration(startUp) },
  { title: 'waiting', cell: ({ waiting }) => formatDuration(waiting) },
  { title: 'working', cell: ({ working }) => formatDuration(working) },
  { title: 'paused', cell: ({ paused }) => formatDuration(paused), ofMany: true },
  { title: 'copying', cell: ({ copying }) => formatDuration(copying) },
];

/**
 * Writes insights as a table for a terminal: a line for each worker, the slowest items, and the advice.
 *
 * @example
 * ```ts
 * import { Pool } from 'rxjs-pool';
 * import { collectInsights, formatInsights } from 'rxjs-pool/insight';
 *
 * await using pool = new Pool(1);
 * using insights = collectInsights(pool);
 * await pool.map((x: number) => x * x, [1, 2, 3]);
 * console.log(formatInsights(insights.read()).split('\n')[0]);
 * // prints worker  items  failed  messages  starts  start-up  waiting  working  copying
 * ```
 *
 * @param insights - What `collectInsights` has read.
 * @returns Lines without a line break at the end.
 */
export function formatInsights(insights: PoolInsights): string {
  const { duration, workers, working, copying, bytesOut, bytesBack, slowest, advice } = insights;
  const hasMany = workers.some(({ values, items, failed }) => values > items - failed);
  const columns = COLUMNS.filter(({ ofMany }) => hasMany || !ofMany);
  const head = columns.map(({ title }) => title);
  const rows = workers.map((worker) => columns.map(({ cell }) => cell(worker)));
  const widths = head.map((title, at) =>
    Math.max(...[head, ...rows].map((row) => (row[at] ?? title).length)),
  );
  const table = [head, ...rows].map((row) =>
    row.map((cell, at) => cell.padStart(widths[at] ?? 0)).join('  '),
  );
  const longest = slowest.map(
    ({ index, name, workerId, duration: ms }) =>
      `  ${formatDuration(ms).padStart(8)}  item ${index} of ${name || 'fn'}, worker ${workerId}`,
  );
  return [
    ...table,
    '',
    `${formatDuration(duration)}; ${percent(working)} of the workers' time in the function; ${percent(copying)} of the work is copying`,
    `about ${formatBytes(bytesOut)} to the workers, ${formatBytes(bytesBack)} back`,
    ...(longest.length > 0 ? ['the slowest:', ...longest] : []),
    '',
    advice,
  ].join('\n');
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function formatBytes(bytes: number): string {
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)} MB`;
  return bytes >= 1000 ? `${(bytes / 1000).toFixed(1)} kB` : `${bytes} bytes`;
}
