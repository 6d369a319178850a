/**
 * Finds the nearest row of a table for each point: the postcode of a position, or the closest airport.
 *
 *     node examples/programs/nearest.mjs node_modules/vega-datasets/data/zipcodes.csv < POINTS
 *
 * The table is a CSV file without quotes. Two of its columns are `latitude` and `longitude`. A line of stdin is a point, such
 * as `40.748,-73.986`. Each worker keeps the table. A line that is no point costs one line on stderr, and the exit code 1.
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { finalize } from 'rxjs';
import { Pool, poolFrom, poolImap } from 'rxjs-pool';
import { workerState } from 'rxjs-pool/tasks';

const EARTH_RADIUS = 6371;
const [file, ...others] = process.argv.slice(2);
if (file === undefined || others.length > 0) {
  console.error('Give me one table: node nearest.mjs TABLE < POINTS');
  process.exit(2);
}

/**
 * The initializer: reads the table, once in each worker. The program itself has no copy, and sends none.
 *
 * @param {string} path
 */
function load(path) {
  const [header, ...rows] = readFileSync(path, 'utf8').trimEnd().split(/\r?\n/);
  const names = header.split(',');
  const [latitude, longitude] = ['latitude', 'longitude'].map((name) => names.indexOf(name));
  if (latitude < 0 || longitude < 0 || rows.length === 0)
    throw new TypeError(`Cannot use ${path}: it needs the columns latitude and longitude, and a row`);
  // One array of numbers, three for each row: the search reads it from one end to the other.
  const places = new Float64Array(3 * rows.length);
  for (const [at, row] of rows.entries()) {
    const fields = row.split(',');
    const place = toPlace(fields[latitude], fields[longitude]);
    if (place === undefined || fields.length !== names.length)
      throw new RangeError(`Cannot use ${path}: line ${at + 2} does not have the columns of line 1: ${row}`);
    places.set(place, 3 * at);
  }
  return { rows, places };
}

/**
 * Runs in a worker, for each point.
 *
 * @param {string} point
 */
function nearest(point) {
  const { rows, places } = /** @type {import('rxjs-pool/tasks').WorkerState<typeof load>} */ (workerState());
  const place = toPlace(...point.split(','));
  if (place === undefined) throw new RangeError(`"${point}" is not a point, such as 40.748,-73.986`);
  const [x, y, z] = place;
  let best = 0;
  let closeness = -Infinity;
  for (let at = 0; at < rows.length; at++) {
    const product = x * places[3 * at] + y * places[3 * at + 1] + z * places[3 * at + 2];
    if (product > closeness) [best, closeness] = [at, product];
  }
  const distance = EARTH_RADIUS * Math.acos(Math.min(closeness, 1));
  return `${point},${distance.toFixed(1)} km,${rows[best]}`;
}

/**
 * A place as a vector from the centre of the earth; undefined if there is no such place. The nearer two places are, the
 * larger is the product of their vectors.
 *
 * @param {string[]} degrees
 */
function toPlace(...[latitude = '', longitude = '']) {
  const [phi, lambda] = [latitude, longitude].map(
    (text) => (text.trim() ? Number(text) / 180 : NaN) * Math.PI,
  );
  if (!(Math.abs(phi) <= Math.PI / 2 && Math.abs(lambda) <= Math.PI)) return undefined;
  return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)];
}

// The reader of the output, such as `head`, may have seen enough.
process.stdout.once('error', () => process.exit(1));

const pool = new Pool({ initializer: load, initargs: [file] });
const points = createInterface({ input: process.stdin });
poolFrom(points)
  .pipe(
    poolImap(nearest, { pool, settle: true }),
    finalize(() => {
      pool.close();
      // After an error, the program would wait for more points.
      points.close();
    }),
  )
  .subscribe({
    next(outcome) {
      if (outcome.status === 'fulfilled') console.log(outcome.value);
      else fail(outcome.reason, `line ${outcome.index + 1}: `);
    },
    error: fail,
  });

/** @param {unknown} reason */
function fail(reason, where = '') {
  console.error(`${where}${reason instanceof Error ? reason.message : String(reason)}`);
  process.exitCode = 1;
}
