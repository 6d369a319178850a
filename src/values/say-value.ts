/** A value as a string, whatever it is: its type where it refuses to be one. */
export function sayValue(value: unknown): string {
  try {
    return String(value);
  } catch {
    return typeof value;
  }
}
