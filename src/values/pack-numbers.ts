/** The numbers as such, in memory of their own; undefined if there is anything else among them. */
export function packNumbers(values: readonly unknown[]): Float64Array | undefined {
  const packed = new Float64Array(values.length);
  for (let at = 0; at < packed.length; at++) {
    const value = values[at];
    if (typeof value !== 'number') return undefined;
    packed[at] = value;
  }
  return packed;
}
