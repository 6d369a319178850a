import { csvParse } from 'd3-dsv';
import { readFile } from 'node:fs/promises';
import { dataset } from './dataset.js';

/** Where an airport is. */
export interface Airport {
  readonly city: string;
  /** Two letters of the postal service. */
  readonly state: string;
  readonly latitude: number;
  readonly longitude: number;
}

/** All airports of the United States, by code. */
export async function readAirports(): Promise<Map<string, Airport>> {
  const rows = csvParse(await readFile(dataset('airports.csv'), 'utf8'));
  return new Map(
    rows.map(({ iata = '', city = '', state = '', latitude, longitude }) => [
      iata,
      { city, state, latitude: Number(latitude), longitude: Number(longitude) },
    ]),
  );
}
