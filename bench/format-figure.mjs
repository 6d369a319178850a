/**
 * Writes a figure with three digits and the unit of its metric.
 *
 * @param {number} value
 * @param {import('./scenario.mjs').Metric} metric
 */
export function formatFigure(value, metric) {
  if (metric === 'rate') return formatRate(value);
  const units = { cpu: 'µs', peak: 'MB', cold: 'ms', warm: 'ms', ms: 'ms', p50: 'µs', p99: 'µs' };
  return `${digits(value)} ${units[metric]}`;
}

/** @param {number} value */
function formatRate(value) {
  if (value >= 1e6) return `${digits(value / 1e6)} M/s`;
  if (value >= 1e3) return `${digits(value / 1e3)} k/s`;
  return `${digits(value)} /s`;
}

/** @param {number} value */
export function digits(value) {
  if (Math.abs(value) >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(value < 0.01 ? 2 : 3)));
}

/**
 * Writes a value with three digits, or with six where three are those of the goal that it is compared with.
 *
 * @param {number} value
 * @param {number} goal
 */
export function digitsBeside(value, goal) {
  const few = digits(value);
  return Number(few) === goal ? String(Number(value.toPrecision(6))) : few;
}
