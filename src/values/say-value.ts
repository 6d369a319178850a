/** A value as a string, whatever it is: its type where it refuses to be one. */
export function sayValue(value: unknown): string {
  try {
    const text = String(value);
    return text === '[object Object]'
      ? `an object with ${Object.keys(value as object).join(', ') || 'nothing'}`
      : text;
  } catch {
    return typeof value;
  }
}
