import type { Channel } from '../../values/copier.js';

/** The way of values between a page and its workers. */
export const webChannel: Channel = {
  // Nothing tells in browsers: a proxy counts as what it shows.
  isProxy: () => false,
  clone: (value) => structuredClone(value),
};
