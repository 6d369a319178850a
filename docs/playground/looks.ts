import { style } from '../../tooling/marbles/style.mjs';

/** The colours of a picture, besides those of the items. */
export type Looks = Readonly<
  Record<'ink' | 'quiet' | 'line' | 'grid' | 'lane' | 'border' | 'error' | 'card', string>
>;

const { ink, quiet, line, grid, lane, border, error } = style;

/** As the pictures of the diagrams are. */
export const light: Looks = { ink, quiet, line, grid, lane, border, error, card: '#ffffff' };

/** The same on a dark page. */
export const dark: Looks = {
  ink: '#e4e7ed',
  quiet: '#9aa4b5',
  line: '#6d7788',
  grid: '#2b2e36',
  lane: '#2a2d34',
  border: '#3b404a',
  error: '#f0616d',
  card: '#202127',
};
