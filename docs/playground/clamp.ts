/** A whole number within limits; `otherwise` for what is no number. */
export function clamp(value: number, [least, most]: readonly [number, number], otherwise: number): number {
  return Number.isFinite(value) ? Math.min(most, Math.max(least, Math.round(value))) : otherwise;
}
