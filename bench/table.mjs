import { contenders, guests } from './contenders.mjs';
import { digitsBeside, formatFigure } from './format-figure.mjs';
import { median } from './median.mjs';

/**
 * Draws a scenario as a table: medians, and how far the runs lie apart.
 *
 * @param {import('./scenario.mjs').Scenario} scenario
 * @param {import('./scenario.mjs').Measured} measured
 */
export function table({ id, title, columns }, measured) {
  const ids = new Set(Object.values(measured).flatMap((cells) => Object.keys(cells)));
  const everyone = [...contenders, ...guests];
  const taking = [...ids].flatMap((taker) => everyone.filter((contender) => contender.id === taker));
  const lines = [
    [id, ...columns.map((column) => column.title)],
    ...taking.map((contender) => [
      contender.label,
      ...columns.map(({ variant, metric }) => write(measured[variant][contender.id], metric)),
    ]),
  ];
  return [title, ...align(lines), ...reasons(taking, measured), ''].join('\n');
}

/**
 * Draws the goals as a table.
 *
 * @param {import('./checks.mjs').Check[]} checks
 */
export function checkTable(checks) {
  const lines = [
    ['goals', '', 'measured', 'goal', ''],
    ...checks.map(({ kind, title, value, unit, bound, goal, met }) => [
      title,
      kind,
      value === undefined ? '-' : `${digitsBeside(value, goal)}${unit}`,
      `${bound === 'atLeast' ? 'at least' : 'at most'} ${goal}${unit}`,
      value === undefined ? 'not measured' : met ? 'met' : kind === 'must' ? 'MISSED' : 'missed',
    ]),
  ];
  return [...align(lines), ''].join('\n');
}

/**
 * @param {import('./scenario.mjs').Cell | undefined} cell
 * @param {import('./scenario.mjs').Metric} metric
 */
function write(cell, metric) {
  if (!cell) return '';
  if ('failed' in cell) return 'failed';
  const samples = cell.runs.map((run) => run[metric]);
  const middle = median(samples);
  const spread = (Math.max(...samples) - Math.min(...samples)) / 2;
  // Zero is less than the clock can tell.
  return `${formatFigure(middle, metric)} ±${middle === 0 ? 0 : Math.round((spread / middle) * 100)}%`;
}

/**
 * @param {import('./contenders.mjs').Contender[]} taking
 * @param {import('./scenario.mjs').Measured} measured
 */
function reasons(taking, measured) {
  const lines = taking.flatMap(({ id, label }) =>
    Object.values(measured)
      .map((cells) => cells[id])
      .filter((cell) => cell !== undefined && 'failed' in cell)
      .map(({ failed }) => `  ${label} failed: ${failed}`),
  );
  return new Set(lines);
}

/** @param {string[][]} lines */
function align(lines) {
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  return lines.map((line) =>
    line
      .map((text, column) => (column === 0 ? text.padEnd(widths[0]) : text.padStart(widths[column])))
      .join('  ')
      .trimEnd(),
  );
}
