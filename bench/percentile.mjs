/**
 * The least sample that is not below `share` of all samples.
 *
 * @param {number[]} samples at least one
 * @param {number} share above 0, at most 1
 * @returns {number}
 */
export function percentile(samples, share) {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1];
}
