import { sum } from 'd3-array';
import { setImmediate } from 'node:timers/promises';
import { concatMap, from, map, toArray, type Observable } from 'rxjs';
import { poolFrom, poolImap, poolImapUnordered, type Pool } from 'rxjs-pool';
import { bootstrapAirport, type AirportDelay } from './bootstrap-airport.js';
import { decodeRowGroup, type RowGroup } from './decode-row-group.js';
import { groupByAirport, type AirportFlights } from './group-by-airport.js';
import type { Progress } from './progress.js';
import { tasks } from './tasks.js';

export interface Job {
  readonly rowGroups: readonly RowGroup[];
  /** Flights in all row groups together. */
  readonly flights: number;
  /** Resamples of the bootstrap, B. */
  readonly resamples: number;
  readonly progress: Progress;
}

/**
 * From a file of flights to each airport's delay, in three stages.
 *
 * ```
 * row groups --- (a) decode, on the pool --- (b) group by airport --- (c) bootstrap, on the pool --- delays
 * ```
 *
 * Emits each airport as soon as it is ready: the order differs from run to run, the numbers do not.
 */
export function onPool(
  { rowGroups, flights, resamples, progress }: Job,
  pool: Pool,
): Observable<AirportDelay> {
  return poolFrom(rowGroups).pipe(
    poolImap(tasks.decodeRowGroup, { pool }),
    progress.track('decode', 'row groups', rowGroups.length, flights),
    toArray(),
    map(groupByAirport),
    concatMap((airports) =>
      poolFrom(airports.map((airport) => ({ ...airport, resamples }))).pipe(
        poolImapUnordered(tasks.bootstrapAirport, { pool, transfer: ({ delays }) => [delays.buffer] }),
        progress.track('bootstrap', 'airports', airports.length, flightsOf(airports)),
      ),
    ),
  );
}

/** The same three stages with RxJS alone, to measure the pool against. */
export function onOneThread({ rowGroups, flights, resamples, progress }: Job): Observable<AirportDelay> {
  return from(rowGroups).pipe(
    concatMap(decodeRowGroup),
    progress.track('decode', 'row groups', rowGroups.length, flights),
    toArray(),
    map(groupByAirport),
    concatMap((airports) =>
      from(airports.map((airport) => ({ ...airport, resamples }))).pipe(
        // The only thread has a progress bar to draw and a Ctrl-C to hear, too: it gets a turn between two airports.
        concatMap((sample) => setImmediate(sample)),
        map(bootstrapAirport),
        progress.track('bootstrap', 'airports', airports.length, flightsOf(airports)),
      ),
    ),
  );
}

function flightsOf(airports: readonly AirportFlights[]): number {
  return sum(airports, ({ delays }) => delays.length);
}
