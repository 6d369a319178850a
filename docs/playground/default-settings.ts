import type { Settings } from './settings.js';

const DURATIONS = [5, 3, 7, 2, 4, 6, 3, 8, 2, 5, 4, 3];

/** What the page shows first. */
export const defaultSettings: Settings = {
  operator: 'poolImap',
  workers: 3,
  chunksize: 1,
  source: 'push',
  every: 1,
  buffersize: 8,
  settle: false,
  retries: 0,
  items: DURATIONS.map((ms) => ({ ms, ending: 'returns' })),
};
