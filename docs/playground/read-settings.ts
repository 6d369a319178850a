import { clamp } from './clamp.js';
import { defaultSettings } from './default-settings.js';
import { itemName } from './item-name.js';
import { limits, operators, type Item, type Settings } from './settings.js';

/** Reads what `writeSettings` wrote. Somebody may have typed it: what makes no sense becomes the default. */
export function readSettings(text: string): Settings {
  const told = new URLSearchParams(text);
  const number = (name: 'workers' | 'chunksize' | 'every' | 'buffersize' | 'retries'): number =>
    clamp(Number.parseInt(told.get(name) ?? '', 10), limits[name], defaultSettings[name]);
  return {
    operator: operators.find((name) => name === told.get('operator')) ?? defaultSettings.operator,
    workers: number('workers'),
    chunksize: number('chunksize'),
    source: told.get('source') === 'poolFrom' ? 'poolFrom' : 'push',
    every: number('every'),
    buffersize: number('buffersize'),
    settle: told.get('settle') === 'true',
    retries: number('retries'),
    items: readItems(told),
  };
}

function readItems(told: URLSearchParams): readonly Item[] {
  const durations = told.get('ms')?.split('.');
  if (!durations) return defaultSettings.items;
  return durations.slice(0, limits.items[1]).map((text, index) => ({
    ms: clamp(Number.parseInt(text, 10), limits.ms, 1),
    ending: told.get('throws')?.includes(itemName(index))
      ? 'throws'
      : told.get('crashes')?.includes(itemName(index))
        ? 'crashes'
        : 'returns',
  }));
}
