/**
 * How long everything takes. `full` is what is published; `quick` shows whether something works.
 *
 * @typedef {object} Pace
 * @property {number} runs measurements of each figure
 * @property {number} targetMs what a run takes, about
 * @property {number} warmMs least time that a contender runs before it is measured, so that its code is compiled
 * @property {number} pulled items of the long pull source
 * @property {number} streamed values of an item that gives many
 * @property {number} spaced calls of a run that makes one every 40 ms
 * @property {number[]} workers numbers of workers in the sweep
 * @property {number[]} chunksizes of the sweep over uneven work
 * @property {number} perMicro iterations of `burn` per microsecond
 */

/** @type {Omit<Pace, 'perMicro'>} */
export const full = {
  runs: 5,
  targetMs: 200,
  warmMs: 1000,
  pulled: 10_000_000,
  streamed: 1_000_000,
  spaced: 100,
  workers: [1, 2, 4],
  chunksizes: [1, 4, 16, 64, 256],
};

/** @type {Omit<Pace, 'perMicro'>} */
export const quick = {
  runs: 3,
  targetMs: 30,
  warmMs: 30,
  pulled: 500_000,
  streamed: 100_000,
  spaced: 10,
  workers: [1],
  chunksizes: [1, 16],
};
