import { inspect } from 'node:util';

/** A row whose columns are as they should be. */
export interface Parcel {
  readonly id: string;
  readonly email: string;
  readonly lat: number;
  readonly lon: number;
  readonly note: string;
}

/** What every upload must have; `note` may be left out. */
export const requiredColumns: readonly string[] = ['id', 'email', 'lat', 'lon'];

/**
 * Checks the columns of a row.
 *
 * @throws Error that names the first column that is wrong, and what it holds.
 */
export function checkRow({ id, email, lat, lon, note = '' }: Record<string, unknown>): Parcel {
  return {
    id: text('id', id),
    email: address('email', email),
    lat: degrees('lat', lat, 90),
    lon: degrees('lon', lon, 180),
    note: String(note),
  };
}

function text(name: string, value: unknown): string {
  if ((typeof value === 'string' && value !== '') || typeof value === 'number') return String(value);
  throw wrong(name, 'a text that is not empty', value);
}

function address(name: string, value: unknown): string {
  if (typeof value === 'string' && /^[^@\s]+@[^@\s]+$/.test(value)) return value;
  throw wrong(name, 'an e-mail address', value);
}

function degrees(name: string, value: unknown, most: number): number {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  if (typeof number === 'number' && Math.abs(number) <= most) return number;
  throw wrong(name, `a number from -${most} to ${most}`, value);
}

function wrong(name: string, rule: string, value: unknown): Error {
  return new Error(`${name} must be ${rule}: received ${inspect(value, { depth: 0, maxStringLength: 60 })}`);
}
