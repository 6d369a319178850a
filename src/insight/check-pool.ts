import { checkValue } from '../pool/check-options.js';
import { Pool } from '../pool/pool.js';

/**
 * Checks that what is to be looked at is a pool.
 *
 * @throws TypeError that names what was received instead.
 */
export function checkPool(action: string, pool: Pool): void {
  checkValue(action, 'pool', pool, { rule: 'a Pool', isType: (value) => value instanceof Pool });
}
