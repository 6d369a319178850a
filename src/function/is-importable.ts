import { builtinModules, createRequire } from 'node:module';
import type { Script } from './find-script.js';
import { hasLoader } from './has-loader.js';

/**
 * True for a file that a worker can import as this thread did.
 *
 * TypeScript it can where Node itself strips the types. What a loader made of it, such as tsx's, is known to this
 * thread only: loaders reach processes, but threads not in every version of Node.
 */
export function isImportable(url: string): boolean {
  return !/\.[cm]?tsx?(?:\?|$)/.test(url) || (stripsTypes() && !hasLoader());
}

/** True if a worker finds by `specifier` what `script` imports by it. */
export function isImportableFrom(script: Script, specifier: string): boolean {
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
