import { defaultSettings } from './default-settings.js';
import { itemName } from './item-name.js';
import type { Ending, Settings } from './settings.js';

/** Settings as the part of an address behind `#`: what differs from the default, and always how long items take. */
export function writeSettings(settings: Settings): string {
  const { operator, workers, chunksize, source, every, buffersize, settle, retries, items } = settings;
  const told = { operator, workers, chunksize, source, every, buffersize, settle, retries };
  const parts = Object.entries(told)
    .filter(([name, value]) => defaultSettings[name as keyof typeof told] !== value)
    .map(([name, value]) => `${name}=${value}`);
  // Dots need no escape in an address.
  parts.push(`ms=${items.map(({ ms }) => ms).join('.')}`);
  for (const ending of ['throws', 'crashes'] as const) {
    const names = namesOf(settings, ending);
    if (names !== '') parts.push(`${ending}=${names}`);
  }
  return parts.join('&');
}

function namesOf({ items }: Settings, ending: Ending): string {
  return items.map((item, index) => (item.ending === ending ? itemName(index) : '')).join('');
}
