/**
 * Finds the lines of a file that are most like what you type: each line of stdin is a query.
 *
 *     node examples/programs/search.mjs WORDS
 *
 * A new query leaves the one before: `switchMap` unsubscribes, what has not begun is dropped, and the workers are free
 * for the new one at their next item.
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { from, reduce, switchMap } from 'rxjs';
import { poolFrom, poolImapUnordered } from 'rxjs-pool';

const BEST = 3;
const [file, ...others] = process.argv.slice(2);
if (file === undefined || others.length > 0) {
  console.error('Give me one file: node search.mjs WORDS');
  process.exit(2);
}
const words = readFileSync(file, 'utf8').split('\n').filter(Boolean);

/** @typedef {{ word: string, distance: number }} Match */

/**
 * How many letters have to be put in, left out or replaced to make one word of another.
 *
 * @param {string} one
 * @param {string} other
 */
function distanceOf(one, other) {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const replaced = row[j - 1] + Number(one[i - 1] !== other[j - 1]);
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, replaced);
    }
    row = next;
  }
  return row[other.length];
}

/** @param {Match[]} matches */
const best = (matches) =>
  matches.toSorted((a, b) => a.distance - b.distance || (a.word < b.word ? -1 : 1)).slice(0, BEST);

/** @param {string} query */
const search = (query) =>
  poolFrom(words).pipe(
    // `distanceOf` and the query come along; the words go in messages of a millisecond of work.
    poolImapUnordered((/** @type {string} */ word) => ({ word, distance: distanceOf(query, word) })),
    reduce((/** @type {Match[]} */ matches, match) => best([...matches, match]), []),
  );

from(createInterface({ input: process.stdin }))
  .pipe(switchMap(search))
  .subscribe((matches) =>
    console.log(matches.map(({ word, distance }) => `${word} (${distance})`).join(', ')),
  );
