/** Lengths in px that all parts of the picture share. */
export const measures = {
  lane: 32,
  bar: 22,
  /** Between the tops of two lanes. */
  laneStep: 42,
  /** The widest that a millisecond is drawn: short traces are not stretched over the whole width. */
  widest: 46,
  marble: { least: 4.5, most: 11 },
  /** The least radius that a letter fits into. */
  lettered: 7.5,
  /** The tallest that marbles of one moment are piled up before they overlap. */
  pile: 110,
};
