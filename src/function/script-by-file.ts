import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { AnyFunction } from './any-function.js';
import type { Script } from './find-script.js';
import { hasLoader } from './has-loader.js';
import type { Inspector } from './inspector.js';
import type { Location } from './locate.js';

const { cache } = createRequire(import.meta.url);

/**
 * Reads a script from its file, which takes a fifth of the time that V8 takes to tell it.
 *
 * @returns Undefined if what V8 has may differ from what the file has now.
 */
export function scriptByFile(inspector: Inspector, fn: AnyFunction, location: Location): Script | undefined {
  if (hasLoader()) return undefined;
  const url = urlOf(inspector, location.scriptId);
  if (!url || !/^file:.*\.[cm]?js$/.test(url)) return undefined;
  const file = fileURLToPath(url);
  const isModule = location.scopes.some(({ type }) => type === 'Module');
  // Neither the one nor the other is what a tool evaluated under the name of a file.
  if (!isModule && !cache[file]) return undefined;
  const source = readUnchanged(file);
  return source?.includes(Function.prototype.toString.call(fn)) ? { url, isModule, source } : undefined;
}

let urls = new Map<string, string>();

/** Coverage, which V8 always has some of, tells the URLs of all scripts without the debugger. */
function urlOf(inspector: Inspector, scriptId: string): string | undefined {
  if (!urls.has(scriptId)) {
    type Coverage = { result: ReadonlyArray<{ scriptId: string; url: string }> };
    const { result } = inspector.ask<Coverage>('Profiler.getBestEffortCoverage', {});
    urls = new Map(result.map((script) => [script.scriptId, script.url]));
  }
  return urls.get(scriptId);
}

function readUnchanged(file: string): string | undefined {
  try {
    return statSync(file).mtimeMs < performance.timeOrigin ? readFileSync(file, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
