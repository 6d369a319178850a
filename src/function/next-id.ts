let last = 0;

/** Numbers what travels to workers: functions, and the parts of closures. */
export function nextId(): number {
  return ++last;
}
