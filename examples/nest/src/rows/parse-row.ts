import { parse } from 'csv-parse/sync';
import type { Row } from './row.js';

let header = '';
let columns: string[] = [];

/**
 * The columns of a row, by name.
 *
 * @throws Error that says what is wrong with its syntax.
 */
export function parseRow(row: Row): Record<string, unknown> {
  if (row.header === '') return parseJson(row.text);
  if (row.header !== header) {
    columns = parse(row.header, { trim: true })[0] ?? [];
    header = row.header;
  }
  const [record] = parse<Record<string, unknown>>(row.text, { columns, trim: true });
  return record ?? {};
}

function parseJson(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new Error('A row must be an object');
}
