/** Milliseconds on a clock that a page and its workers share. */
export function wallTime(): number {
  return performance.timeOrigin + performance.now();
}
