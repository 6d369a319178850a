/**
 * What `npm run bench` publishes.
 *
 * @typedef {object} Published
 * @property {{ node: string, cpu: string }} environment
 * @property {number} runs
 * @property {import('../checks.mjs').Check[]} goals
 * @property {import('../checks.mjs').Results} results
 */

/** @param {Published} published */
export function measuredOn({ runs, environment }) {
  return `medians of ${runs} runs, Node ${environment.node}, ${environment.cpu}`;
}
