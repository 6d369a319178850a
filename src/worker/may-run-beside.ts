/** How many batches may run at once in a worker while one of a kind does. */
interface Sociable {
  readonly concurrency: number;
}

/** True if a worker may run a batch beside others: all of them, with it, allow so many. */
export function mayRunBeside(batch: Sociable, others: readonly Sociable[]): boolean {
  return [batch, ...others].every(({ concurrency }) => others.length < concurrency);
}
