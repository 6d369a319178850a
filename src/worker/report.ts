import { scopeOfNow } from './current-task.js';

// Taken now: the program may replace it. Not every browser has it.
const { captureStackTrace } = Error as { captureStackTrace?: (error: unknown, below: unknown) => void };

/**
 * Tells the caller, inside a mapped function, how far an item is: the option `onReport` gets `value`.
 *
 * The first report of an item goes at once, others at most every 50 ms: then the latest goes, as it was when it was
 * reported. The last one arrives before the outcome of the item, unless its worker dies. A loop that never gives way may
 * report, too; what it reports within 50 ms goes with its next report, or at its end.
 *
 * Without `onReport`, and outside a pool, it does nothing.
 *
 * @example
 * ```ts
 * import { Pool } from 'rxjs-pool';
 *
 * const sum = async (numbers: number[]) => {
 *   const { report } = await import('rxjs-pool/tasks');
 *   let sum = 0;
 *   for (const [at, number] of numbers.entries()) {
 *     sum += number;
 *     report((at + 1) / numbers.length);
 *   }
 *   return sum;
 * };
 * await using pool = new Pool(1);
 * let last: unknown;
 * const onReport = ({ value }: { value: unknown }) => (last = value);
 * console.log(await pool.apply(sum, [[1, 2, 3]], { onReport }), last); // prints 6 1
 * ```
 *
 * @param value - Anything that could be a result; it is copied as results are.
 * @throws UncloneableError if it cannot be copied.
 */
export function report(value: unknown): void {
  try {
    scopeOfNow()?.report?.(value);
  } catch (error) {
    // It is about the line that calls this.
    captureStackTrace?.(error, report);
    throw error;
  }
}
