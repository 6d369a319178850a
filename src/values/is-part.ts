/** True for what has to be looked at: objects, and what cannot be copied. */
export function isPart(value: unknown): boolean {
  return typeof value === 'object'
    ? value !== null
    : typeof value === 'function' || typeof value === 'symbol';
}
