import { quantile } from 'd3-array';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { AirportFlights } from './group-by-airport.js';
import { Tally } from './tally.js';

/** One task of stage (c). */
export interface AirportSample extends AirportFlights {
  /** How many times the flights are drawn anew, B. */
  readonly resamples: number;
}

/** What is known of an airport in the end; all times in minutes late at arrival. */
export interface AirportDelay {
  readonly airport: string;
  readonly flights: number;
  readonly median: number;
  /** 90th percentile: one flight in ten is later than this. */
  readonly p90: number;
  /** 95 % confidence interval of `p90`. */
  readonly low: number;
  readonly high: number;
}

/**
 * Stage (c): the percentile bootstrap of the 90th percentile.
 *
 * Draws as many flights as there are, with replacement, takes the 90th percentile of the draw, and does that
 * `resamples` times: the middle 95 % of these percentiles is the interval. The seed comes from the airport's code
 * and the draws are made from the sorted delays, so neither the worker nor the order of the rows has a say.
 */
export function bootstrapAirport({ airport, delays, resamples }: AirportSample): AirportDelay {
  const sorted = delays.toSorted();
  const flights = sorted.length;
  const tally = new Tally(sorted[0] ?? 0, sorted[flights - 1] ?? 0);
  for (const delay of sorted) tally.add(delay);
  const median = tally.quantile(0.5);
  const p90 = tally.quantile(0.9);

  const random = xoroshiro128plus(seedOf(airport));
  // Seeds that differ in a few bits begin with similar numbers; one jump leads far away from there.
  random.jump();
  const p90s = Array.from({ length: resamples }, () => {
    tally.clear();
    for (let i = 0; i < flights; i++) tally.add(sorted[uniformInt(random, 0, flights - 1)] ?? 0);
    return tally.quantile(0.9);
  });
  const [low = p90, high = p90] = [0.025, 0.975].map((p) => quantile(p90s, p));

  return { airport, flights, median, p90, low, high };
}

/** The letters of the code, eight bits each. */
function seedOf(airport: string): number {
  return Array.from(airport).reduce((seed, letter) => (seed << 8) | letter.charCodeAt(0), 0);
}
