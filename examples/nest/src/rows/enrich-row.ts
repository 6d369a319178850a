import { pbkdf2Sync } from 'node:crypto';
import { checkRow } from './check-row.js';
import { nearestDepot } from './nearest-depot.js';
import { parseRow } from './parse-row.js';
import type { Row } from './row.js';

/** Rounds of the hash that hides an address. More make it dearer to guess addresses, and each row slower. */
const ROUNDS = 50;

/**
 * Parses, checks and enriches a row, and gives the line of NDJSON that answers it: with a pseudonym in place of the
 * e-mail address, the nearest depot and the words of the note; or with what is wrong with the row.
 *
 * Runs in a worker, which imports this module and what it imports, and nothing of Nest.
 */
export function enrichRow(row: Row): string {
  const { line } = row;
  try {
    const { id, email, lat, lon, note } = checkRow(parseRow(row));
    const person = pbkdf2Sync(email.toLowerCase(), 'parcels', ROUNDS, 9, 'sha256').toString('base64url');
    const words = note.split(/\s+/).filter((word) => word !== '').length;
    return `${JSON.stringify({ line, id, person, ...nearestDepot(lat, lon), words })}\n`;
  } catch (error) {
    return `${JSON.stringify({ line, error: error instanceof Error ? error.message : String(error) })}\n`;
  }
}
