import { pathToFileURL } from 'node:url';
import type { Script } from './find-script.js';
import type { Inspector, ParsedScript } from './inspector.js';

/**
 * Asks V8 for a script, whatever it is.
 *
 * The debugger has to be enabled for it, for the time of the question: V8 then tells every script that it has, which
 * takes 20 to 50 ms.
 */
export function scriptByDebugger(inspector: Inspector, scriptId: string): Script | undefined {
  let found: ParsedScript | undefined;
  inspector.on('Debugger.scriptParsed', ({ params }) => {
    if (params.scriptId === scriptId) found = params;
  });
  inspector.ask('Debugger.enable', {});
  if (!found) return undefined;
  const { scriptSource } = inspector.ask<{ scriptSource: string }>('Debugger.getScriptSource', { scriptId });
  inspector.ask('Debugger.disable', {});
  return { url: toUrl(found.url), isModule: found.isModule ?? false, source: scriptSource };
}

// Scripts that were evaluated with a file's path as their name, or by `node --eval`.
function toUrl(name: string): string {
  if (/^\[eval\d*\]$/.test(name)) return pathToFileURL(name).href;
  return name.startsWith('/') ? new URL(`file://${encodeURI(name)}`).href : name;
}
