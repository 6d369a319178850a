import * as Plot from '@observablehq/plot';
import { geoAlbersUsa } from 'd3-geo';
import { readFile } from 'node:fs/promises';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import type { Airport } from './airports.js';
import type { AirportDelay } from './bootstrap-airport.js';
import { dataset } from './dataset.js';
import { placeLabels } from './place-labels.js';
import { document, SOURCE, svgPage } from './svg-page.js';

const WIDTH = 960;
const HEIGHT = 560;
const TOP = 120;
/** Radius in px of the airport with the most flights. */
const LARGEST = 22;
/** Labels for more airports than this would tell less. */
const LABELS = 80;

const COLOR = {
  type: 'threshold',
  domain: [20, 25, 30, 35, 40, 45],
  scheme: 'YlOrRd',
  label: 'Minutes late at arrival that one flight in ten exceeds',
} as const satisfies Plot.ScaleOptions;

/** Draws a map of the states with a circle for each airport: the colour is its delay, the area its flights. */
export async function usMap(
  delays: readonly AirportDelay[],
  airports: ReadonlyMap<string, Airport>,
  subtitle: string,
): Promise<string> {
  const topology = JSON.parse(await readFile(dataset('us-10m.json'), 'utf8')) as Topology<{
    states: GeometryCollection;
  }>;
  const states = feature(topology, topology.objects.states);
  const projection = geoAlbersUsa().fitExtent(
    [
      [20, 4],
      [WIDTH - 20, HEIGHT - 4],
    ],
    states,
  );
  const most = Math.max(...delays.map(({ flights }) => flights));
  const radiusOf = (flights: number): number => LARGEST * Math.sqrt(flights / most);

  const circles = delays
    .flatMap(({ airport, flights, p90 }) => {
      const place = airports.get(airport);
      // This projection shows the fifty states; Puerto Rico and the Virgin Islands have no place on it.
      const point = place && projection([place.longitude, place.latitude]);
      return point ? [{ x: point[0], y: point[1], r: radiusOf(flights), text: airport, p90 }] : [];
    })
    // Small circles lie on large ones, and large ones get their label first.
    .toSorted((a, b) => b.r - a.r);

  const pixels = { type: 'identity' } as const;
  const land = Plot.plot({
    document,
    width: WIDTH,
    height: HEIGHT,
    margin: 0,
    projection: () => projection,
    marks: [Plot.geo(states, { fill: '#e9ecef', stroke: 'white' })],
  });
  const onTop = Plot.plot({
    document,
    width: WIDTH,
    height: HEIGHT,
    margin: 0,
    style: { fontSize: '11px' },
    x: { ...pixels, axis: null },
    y: { ...pixels, axis: null },
    r: pixels,
    color: COLOR,
    marks: [
      Plot.dot(circles, {
        x: 'x',
        y: 'y',
        r: 'r',
        fill: 'p90',
        fillOpacity: 0.9,
        stroke: '#5c1f16',
        strokeWidth: 0.6,
      }),
      Plot.text(placeLabels(circles).slice(0, LABELS), {
        x: 'x',
        y: 'y',
        text: 'text',
        fontWeight: 'bold',
        fill: '#222',
        stroke: 'white',
        strokeWidth: 2.5,
      }),
    ],
  });

  const colorKey = onTop.legend('color', { width: 330, tickSize: 0 });
  return svgPage({
    width: WIDTH,
    height: TOP + HEIGHT + 44,
    title: 'How late flights arrive, by the airport they left',
    subtitle,
    source: `${SOURCE} Not on the map: Puerto Rico and the Virgin Islands.`,
    parts: [
      { drawing: colorKey, x: 24, y: 72 },
      { drawing: sizeKey(radiusOf), x: 410, y: 72 },
      { drawing: land, x: 0, y: TOP },
      { drawing: onTop, x: 0, y: TOP },
    ],
  });
}

/** What the size of a circle means. */
function sizeKey(radiusOf: (flights: number) => number): Element {
  const entries = [
    { x: 10, flights: 1000 },
    { x: 120, flights: 20_000 },
    { x: 240, flights: 150_000 },
  ].map(({ x, flights }) => {
    const r = radiusOf(flights);
    return { x, r, beside: x + r + 6, text: `${flights.toLocaleString('en')} flights` };
  });
  return Plot.plot({
    document,
    width: 400,
    height: 2 * LARGEST + 2,
    margin: 0,
    x: { type: 'identity', axis: null },
    r: { type: 'identity' },
    marks: [
      Plot.dot(entries, { x: 'x', r: 'r', stroke: '#5c1f16', fill: '#e9ecef' }),
      Plot.text(entries, { x: 'beside', text: 'text', textAnchor: 'start' }),
    ],
  });
}
