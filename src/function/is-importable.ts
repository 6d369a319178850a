import { builtinModules, createRequire } from 'node:module';
import type { Script } from './find-script.js';
import { hasLoader } from './has-loader.js';
import { leadsToEntry } from './leads-to-entry.js';

/**
 * True for a file that a worker can import as this thread did.
 *
 * TypeScript it can where Node itself strips the types. What a loader made of it, such as tsx's, is known to this
 * thread only: loaders reach processes, but threads not in every version of Node.
 */
export function isImportable(url: string): boolean {
  return !/\.[cm]?tsx?(?:\?|$)/.test(url) || (stripsTypes() && !hasLoader());
}

/** True if a worker finds by `specifier` what `script` imports by it, and does not run the program again for it. */
export function isImportableFrom(script: Script, specifier: string): boolean {
  const isFile = script.url.startsWith('file:') && specifier.startsWith('.');
  if (isFile && leadsToEntry(new URL(specifier, script.url).href)) return false;
  if (isImportable(script.url) || specifier.startsWith('node:') || builtinModules.includes(specifier))
    return true;
  try {
    return isImportable(createRequire(script.url).resolve(specifier));
  } catch {
    // Relative paths to other TypeScript, and names that only the compiler's configuration knows.
    return false;
  }
}

function stripsTypes(): boolean {
  return Boolean((process.features as { typescript?: unknown }).typescript);
}
