// A function that is exported, and not named as a task.
const FACTOR = 7;

export function times(x) {
  return x * FACTOR;
}
