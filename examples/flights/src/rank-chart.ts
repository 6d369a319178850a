import * as Plot from '@observablehq/plot';
import type { Airport } from './airports.js';
import type { AirportDelay } from './bootstrap-airport.js';
import { document, SOURCE, svgPage } from './svg-page.js';

const WIDTH = 900;
const ROW = 19;
const TOP = 104;
const MEDIAN = '#8a8a8a';
const INTERVAL = '#f0a58f';
const P90 = '#b3261e';

/** Draws airports, the first at the top, each with its 90th percentile, the interval of it, median and flights. */
export function rankChart(
  ranked: readonly AirportDelay[],
  airports: ReadonlyMap<string, Airport>,
  subtitle: string,
): string {
  const height = ranked.length * ROW + 74;
  const drawing = Plot.plot({
    document,
    width: WIDTH,
    height,
    marginTop: 24,
    marginLeft: 204,
    marginRight: 100,
    marginBottom: 48,
    style: { fontSize: '12px' },
    x: { nice: true, insetLeft: 8 },
    y: { axis: null, domain: ranked.map(({ airport }) => airport), padding: 0.3 },
    marks: [
      Plot.gridX({ stroke: '#ddd', strokeOpacity: 1 }),
      Plot.axisX({ anchor: 'top', label: null, tickSize: 0 }),
      Plot.axisX({
        anchor: 'bottom',
        label: 'minutes late at arrival',
        labelAnchor: 'center',
        labelArrow: 'none',
        labelOffset: 36,
        tickSize: 0,
      }),
      Plot.text(ranked, { y: 'airport', text: cityOf, ...column('left', -50) }),
      Plot.text(ranked, { y: 'airport', text: 'airport', fontWeight: 'bold', ...column('left', -10) }),
      Plot.text(ranked, { y: 'airport', text: flightsOf, fill: '#555', ...column('right', 76) }),
      Plot.text(['flights'], { dy: -17, fill: '#555', ...column('top-right', 76) }),
      Plot.ruleY(ranked, {
        y: 'airport',
        x1: 'median',
        x2: 'low',
        stroke: '#c4c4c4',
        strokeDasharray: '1 3',
      }),
      Plot.ruleY(ranked, {
        y: 'airport',
        x1: 'low',
        x2: 'high',
        stroke: INTERVAL,
        strokeWidth: 6,
        strokeLinecap: 'round',
      }),
      Plot.dot(ranked, { y: 'airport', x: 'median', r: 2.5, fill: MEDIAN }),
      Plot.dot(ranked, { y: 'airport', x: 'p90', r: 3.5, fill: P90 }),
    ],
  });
  return svgPage({
    width: WIDTH,
    height: TOP + height + 40,
    title: `The ${ranked.length} airports whose flights arrive latest`,
    subtitle,
    source: SOURCE,
    parts: [
      { drawing: key(), x: 24, y: 74 },
      { drawing, x: 0, y: TOP },
    ],
  });

  function cityOf({ airport: code }: AirportDelay): string {
    const airport = airports.get(code);
    if (airport === undefined) return '';
    // 'Fayetteville/Springdale/Rogers' is one airport; its first city will do.
    return `${airport.city.split('/')[0]}, ${airport.state}`;
  }
}

function flightsOf({ flights }: AirportDelay): string {
  return flights.toLocaleString('en');
}

function column(frameAnchor: Plot.FrameAnchor, dx: number): Plot.TextOptions {
  return { frameAnchor, textAnchor: 'end', dx };
}

/** What the marks of a row mean. */
function key(): Element {
  const entries = [
    { x: 6, text: 'median' },
    { x: 90, text: '90th percentile: one flight in ten is later' },
    { x: 380, text: '95 % confidence interval (bootstrap)' },
  ];
  return Plot.plot({
    document,
    width: 640,
    height: 20,
    margin: 0,
    style: { fontSize: '12px' },
    x: { axis: null, domain: [0, 640] },
    marks: [
      Plot.dot([6], { x: Plot.identity, r: 2.5, fill: MEDIAN }),
      Plot.dot([90], { x: Plot.identity, r: 3.5, fill: P90 }),
      Plot.ruleY([0], { x1: 370, x2: 390, stroke: INTERVAL, strokeWidth: 6, strokeLinecap: 'round' }),
      Plot.text(entries, { x: 'x', text: 'text', textAnchor: 'start', dx: 16 }),
    ],
  });
}
