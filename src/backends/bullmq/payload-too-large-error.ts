import { PoolError } from '../../errors.js';

/**
 * An item, its result or a report is larger than a queue should carry.
 *
 * @example
 * ```ts
 * import { PayloadTooLargeError } from 'rxjs-pool/bullmq';
 *
 * const error = new PayloadTooLargeError(7, 'argument', 20_000_000, 16_777_216);
 * console.log(error.index, error.where); // prints 7 argument
 * ```
 */
export class PayloadTooLargeError extends PoolError {
  static {
    this.prototype.name = 'PayloadTooLargeError';
  }

  constructor(
    /** Position of the item in its source, from 0. */
    readonly index: number,
    /** Which way the value was going. */
    readonly where: 'argument' | 'result' | 'report',
    /** What the value takes, in bytes. */
    readonly bytes: number,
    /** What it may take, in bytes. */
    readonly limit: number,
  ) {
    super(
      `Cannot send the ${where} of item ${index} through the queue: it must be ${limit} bytes or less, as payloadLimit says: it has ${bytes}; pass a reference to where the data is`,
    );
  }
}
