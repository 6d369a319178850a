import { style } from '../../tooling/marbles/style.mjs';
import { digitsBeside } from '../format-figure.mjs';
import { bar, ROW } from './bar.mjs';
import { frame, TOP } from './frame.mjs';
import { line } from './line.mjs';
import { measuredOn } from './measured-on.mjs';
import { text } from './text.mjs';

const MET = '#15803d';
const LEFT = 330;
const RIGHT = 610;
const VALUES = 676;
// Goals are not bars to compare, so that a value far beyond its goal may end here.
const MOST_OF_GOAL = 4;

/**
 * Draws how the goals are met. What is only an aim has an outline instead of a bar.
 *
 * @param {import('./measured-on.mjs').Published} published
 */
export function goalsChart(published) {
  const measured = published.goals.filter(({ value }) => value !== undefined);
  const bottom = TOP + measured.length * ROW;
  const xOf = (/** @type {number} */ share) => {
    const bounded = Math.min(MOST_OF_GOAL, Math.max(1 / MOST_OF_GOAL, share));
    return LEFT + ((Math.log(bounded) / Math.log(MOST_OF_GOAL) + 1) / 2) * (RIGHT - LEFT);
  };
  const captions = {
    title: 'Goals',
    subtitle: measured.some(({ kind }) => kind === 'aim')
      ? 'right of the line: met; outlined: aims'
      : 'right of the line: met',
    note: measuredOn(published),
    height: bottom + 46,
  };
  return frame(captions, [
    line(xOf(1), TOP - 10, xOf(1), bottom, style.ink),
    ...measured.flatMap(({ kind, title, value = 0, unit, bound, goal, met }, at) => {
      const middle = TOP + at * ROW + ROW / 2;
      // What is bounded from above may also be below zero: it is met by far.
      const share = bound === 'atLeast' ? value / goal : goal / Math.max(value, 1e-9);
      const from = Math.min(xOf(1), xOf(share));
      const sign = bound === 'atLeast' ? '≥' : '≤';
      return [
        text(title, style.padding, middle + 4, { size: 12 }),
        bar(
          from,
          middle,
          Math.max(xOf(1), xOf(share)),
          met ? MET : style.error,
          kind === 'aim' ? 'outlined' : 'filled',
        ),
        text(`${digitsBeside(value, goal)}${unit}`, VALUES, middle + 4, {
          anchor: 'end',
          size: 12,
          weight: 600,
        }),
        text(`${sign} ${goal}${unit}`, style.width - style.padding, middle + 4, {
          anchor: 'end',
          fill: style.quiet,
          size: 12,
        }),
      ];
    }),
  ]);
}
