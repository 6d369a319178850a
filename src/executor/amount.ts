import type { Amount } from './batch.js';

/** No values. */
export const NONE: Amount = { values: 0, bytes: 0 };

/** Adds some values to an amount. */
export function plus({ values, bytes }: Amount, moreValues: number, moreBytes: number): Amount {
  return { values: values + moreValues, bytes: bytes + moreBytes };
}
