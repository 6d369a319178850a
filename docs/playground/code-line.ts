import { defaultSettings } from './default-settings.js';
import type { Settings } from './settings.js';

/** The line of code that settings stand for. */
export function codeLine(settings: Settings): string {
  const { operator, chunksize, source, buffersize, settle, retries } = settings;
  const options = [];
  if (chunksize !== defaultSettings.chunksize || operator === 'poolMap')
    options.push(`chunksize: ${chunksize}`);
  if (source === 'poolFrom' && operator !== 'poolMap') {
    options.push(`buffersize: ${Math.max(buffersize, chunksize)}`);
  }
  if (settle) options.push('settle: true');
  if (retries > 0) options.push(`retries: ${retries}`);
  const isChunksizeOnly = options.length === 1 && options[0]?.startsWith('chunksize');
  const last = isChunksizeOnly ? `, ${chunksize}` : options.length > 0 ? `, { ${options.join(', ')} }` : '';
  return `${source === 'push' ? 'source' : 'poolFrom(input)'}.pipe(${operator}(fn${last}))`;
}
