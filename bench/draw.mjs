import { writeFileSync } from 'node:fs';
import { goalsChart } from './chart/goals-chart.mjs';
import { ratesChart } from './chart/rates-chart.mjs';

/** @param {import('./chart/measured-on.mjs').Published} published */
export function draw(published) {
  writeFileSync(new URL('rates.svg', import.meta.url), ratesChart(published));
  writeFileSync(new URL('goals.svg', import.meta.url), goalsChart(published));
}
