/**
 * The functions that are mapped or called. None uses anything from outside itself, so that every contender can run it.
 *
 * @type {Record<string, (...args: any[]) => any>}
 */
export const tasks = {
  /** @param {number} x */
  square: (x) => x * x,

  /**
   * Computes for as long as its item says.
   *
   * @param {number} iterations
   */
  burn: (iterations) => {
    let x = 1;
    for (let i = 0; i < iterations; i++) x = (Math.imul(x, 1664525) + 1013904223) | 0;
    return x >>> 0;
  },

  /** @param {import('./make-items.mjs').Row} row */
  row: (row) => ({ ...row, total: row.price * row.quantity }),

  /**
   * Reads one byte per page.
   *
   * @param {Uint8Array} bytes
   */
  buffer: (bytes) => {
    let sum = 0;
    for (let at = 0; at < bytes.length; at += 4096) sum += bytes[at];
    return sum;
  },

  /**
   * Writes one byte per page, and gives the bytes back.
   *
   * @param {Uint8Array} bytes
   */
  stamp: (bytes) => {
    for (let at = 0; at < bytes.length; at += 4096) bytes[at]++;
    return bytes;
  },

  /**
   * Yields rows.
   *
   * @param {number} count
   */
  *manyRows(count) {
    for (let id = 0; id < count; id++) yield { id, name: `row ${id % 977}`, total: id % 100 };
  },

  /**
   * @param {number} a
   * @param {number} b
   */
  add: (a, b) => a + b,
};

/**
 * What a result adds to the sum that shows whether all results are right.
 *
 * @param {any} result
 * @returns {number}
 */
export function weigh(result) {
  if (typeof result === 'number') return result;
  return result instanceof Uint8Array ? result.byteLength + result[0] : result.total;
}
