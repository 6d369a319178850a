import type { RowGroupColumns } from './decode-row-group.js';

/** All flights that left one airport. */
export interface AirportFlights {
  readonly airport: string;
  /** For each flight, minutes late at arrival. */
  readonly delays: Int16Array<ArrayBuffer>;
}

/** Stage (b): gathers each airport's delays from all row groups, the airport with the most flights first. */
export function groupByAirport(rowGroups: readonly RowGroupColumns[]): AirportFlights[] {
  const groups = new Map<string, number[]>();
  for (const { airports, origin, delay } of rowGroups) {
    // Once per airport of the row group, so that the loop over its flights needs no look-up by name.
    const targets = airports.map((airport) => {
      const known = groups.get(airport) ?? [];
      groups.set(airport, known);
      return known;
    });
    origin.forEach((position, flight) => targets[position]?.push(delay[flight] ?? NaN));
  }
  return (
    [...groups]
      .map(([airport, delays]) => ({ airport, delays: Int16Array.from(delays) }))
      // Largest first: an airport of 166,000 flights begun last would keep one worker busy while the others have
      // nothing left to do.
      .toSorted((a, b) => b.delays.length - a.delays.length || (a.airport < b.airport ? -1 : 1))
  );
}
