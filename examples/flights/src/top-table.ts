import { transpose } from 'd3-array';
import type { Airport } from './airports.js';
import type { AirportDelay } from './bootstrap-airport.js';

/** A table for the terminal, one line per airport. */
export function topTable(ranked: readonly AirportDelay[], airports: ReadonlyMap<string, Airport>): string {
  const rows = ranked.map(({ airport, flights, median, p90, low, high }) => [
    airport,
    airports.get(airport)?.city ?? '',
    flights.toLocaleString('en'),
    median.toFixed(0),
    p90.toFixed(0),
    `${low.toFixed(0)} to ${high.toFixed(0)}`,
  ]);
  const lines = [['', 'airport', 'flights', 'median', '90th pct', '95 % interval'], ...rows];
  const widths = transpose(lines).map((column) => Math.max(...column.map(({ length }) => length)));
  const isText = (column: number): boolean => column < 2;
  return lines
    .map((cells) =>
      cells
        .map((cell, i) => (isText(i) ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join('  '),
    )
    .join('\n');
}
