import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataset } from './dataset.js';
import { run } from './run.js';
import { start } from './start.js';

interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

const zipcodes = dataset('zipcodes.csv');
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rxjs-pool-nearest-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('nearest', () => {
  it('knows the postcodes of known places', async () => {
    const places = ['40.748433,-73.985656', '41.9786,-87.9048', '37.8199,-122.4783'];
    const { code, lines, errors } = await run('nearest', [zipcodes], places.join('\n'));
    expect(errors).toBe('');
    expect(lines).toEqual([
      expect.stringMatching(/^40\.748433,-73\.985656,0\.1 km,10118,.*,New York,NY,New York$/),
      expect.stringMatching(/^41\.9786,-87\.9048,1\.6 km,60666,.*,Amf Ohare,IL,Cook$/),
      expect.stringMatching(/^37\.8199,-122\.4783,2\.6 km,94129,.*,San Francisco,CA,San Francisco$/),
    ]);
    expect(code).toBe(0);
  });

  it('finds what another formula finds', async () => {
    const table = (await readFile(zipcodes, 'utf8')).trimEnd().split('\n').slice(1).map(placeOf);
    // From the Caribbean to Alaska, most of them far from any town.
    const points = Array.from({ length: 40 }, (_, at) => `${18 + at * 1.3},${-60 - at * 2.7}`);
    const { lines } = await run('nearest', [zipcodes], points.join('\n'));
    expect(lines).toHaveLength(points.length);
    for (const [at, line] of lines.entries()) {
      const [latitude = NaN, longitude = NaN] = (points[at] ?? '').split(',').map(Number);
      const least = table
        .map((place) => haversine(place, latitude, longitude))
        .reduce((a, b) => Math.min(a, b));
      const [, , distance = '', ...row] = line.split(',');
      expect(Number.parseFloat(distance)).toBeCloseTo(least, 0);
      expect(haversine(placeOf(row.join(',')), latitude, longitude)).toBeCloseTo(least, 6);
    }
  });

  it('complains about a line that is no point, and answers the others', async () => {
    const { code, lines, errors } = await run('nearest', [zipcodes], '40.75,-73.99\nhome\n91,0\n41,-74\n');
    expect(lines).toHaveLength(2);
    expect(errors.split('\n')).toEqual([
      'line 2: "home" is not a point, such as 40.748,-73.986',
      'line 3: "91,0" is not a point, such as 40.748,-73.986',
      '',
    ]);
    expect(code).toBe(1);
  });

  it.each([
    ['has no rows', 'latitude,longitude\n', 'it needs the columns latitude and longitude, and a row'],
    ['has other columns', 'lat,lon\n1,2\n', 'it needs the columns latitude and longitude, and a row'],
    ['has a bad row', 'latitude,longitude\n1,2\n3,\n', 'line 3 does not have the columns of line 1: 3,'],
    ['has quotes', 'name,latitude,longitude\n"a, b",1,2\n', 'line 2 does not have .*'],
  ])('says in one line that a table %s', async (_, content, complaint) => {
    const table = join(folder, 'table.csv');
    await writeFile(table, content);
    const { code, lines, errors } = await run('nearest', [table], '1,2\n3,4\n');
    expect(lines).toEqual([]);
    expect(errors).toMatch(new RegExp(`^Pool initializer failed: Cannot use .*table\\.csv: ${complaint}\n$`));
    expect(code).toBe(1);
  });

  it('waits for no more points when it cannot read its table', async () => {
    const child = start('nearest', join(folder, 'nothing'));
    child.stdin.write('1,2\n');
    const [errors, [code]] = await Promise.all([
      text(child.stderr),
      once(child, 'close') as Promise<[number]>,
    ]);
    expect(errors).toMatch(/^Pool initializer failed: ENOENT.*\n$/);
    expect(code).toBe(1);
  });
});

function placeOf(row: string): Place {
  const [, latitude = NaN, longitude = NaN] = row.split(',').map(Number);
  return { latitude, longitude };
}

/** The distance in km, by the haversine formula. */
function haversine(place: Place, latitude: number, longitude: number): number {
  const [phi1 = 0, phi2 = 0, dPhi = 0, dLambda = 0] = [
    place.latitude,
    latitude,
    latitude - place.latitude,
    longitude - place.longitude,
  ].map((degrees) => (degrees * Math.PI) / 180);
  const h = Math.sin(dPhi / 2) ** 2 + Math.cos(phi1) * Math.cos(phi2) * Math.sin(dLambda / 2) ** 2;
  return 2 * 6371 * Math.asin(Math.sqrt(h));
}
