import { style } from '../../tooling/marbles/style.mjs';
import { figure } from '../checks.mjs';
import { contenders } from '../contenders.mjs';
import { formatFigure } from '../format-figure.mjs';
import { bar, ROW } from './bar.mjs';
import { frame, TOP } from './frame.mjs';
import { line } from './line.mjs';
import { measuredOn } from './measured-on.mjs';
import { text } from './text.mjs';

const OURS = '#2563eb';
const THEIRS = '#a3adba';
const FLOOR = '#64748b';
const LEFT = 212;
const RIGHT = 640;

/**
 * Draws items/s at chunksize 1 on a logarithmic scale.
 *
 * @param {import('./measured-on.mjs').Published} published
 */
export function ratesChart(published) {
  const rows = contenders
    .filter(({ id }) => id !== 'one-thread')
    .flatMap((contender) => {
      const rate = figure(published.results, 'trivial', '1', contender.id, 'rate');
      return rate === undefined ? [] : [{ ...contender, rate }];
    })
    .toSorted((a, b) => b.rate - a.rate);
  const rates = rows.map(({ rate }) => rate);
  const low = Math.floor(Math.log10(Math.min(...rates) / 1.5));
  const high = Math.ceil(Math.log10(Math.max(...rates)));
  const xOf = (/** @type {number} */ rate) =>
    LEFT + ((Math.log10(rate) - low) / (high - low)) * (RIGHT - LEFT);
  const bottom = TOP + rows.length * ROW;
  const decades = Array.from({ length: high - low + 1 }, (_, at) => 10 ** (low + at));
  const captions = {
    title: 'Items per second at chunksize 1',
    subtitle: 'x => x * x on 2 workers, logarithmic scale',
    note: measuredOn(published),
    height: bottom + 60,
  };
  return frame(captions, [
    ...decades.flatMap((rate) => [
      line(xOf(rate), TOP - 6, xOf(rate), bottom, style.border),
      text(formatFigure(rate, 'rate'), xOf(rate), bottom + 16, {
        fill: style.quiet,
        size: 11,
        anchor: 'middle',
      }),
    ]),
    ...rows.flatMap(({ id, label, ours, rate }, at) => {
      const middle = TOP + at * ROW + ROW / 2;
      const weight = ours ? 600 : undefined;
      return [
        text(label, LEFT - 12, middle + 4, { anchor: 'end', weight }),
        bar(LEFT, middle, xOf(rate), ours ? OURS : id === 'raw' ? FLOOR : THEIRS),
        text(formatFigure(rate, 'rate'), xOf(rate) + 8, middle + 4, { weight, halo: true }),
      ];
    }),
  ]);
}
