import type { Session } from 'node:inspector';
import type { Script } from './find-script.js';
import { ask } from './locate.js';

/**
 * Asks V8 for a script, whatever it is.
 *
 * The debugger has to be enabled for it, for the time of the question: V8 then tells every script that it has, which
 * takes 20 to 50 ms.
 */
export function scriptByDebugger(session: Session, scriptId: string): Script | undefined {
  let found: { url: string; isModule?: boolean | undefined } | undefined;
  session.on('Debugger.scriptParsed', ({ params }) => {
    if (params.scriptId === scriptId) found = params;
  });
  ask(session, 'Debugger.enable', {});
  if (!found) return undefined;
  const { scriptSource } = ask<{ scriptSource: string }>(session, 'Debugger.getScriptSource', { scriptId });
  ask(session, 'Debugger.disable', {});
  return { url: toUrl(found.url), isModule: found.isModule ?? false, source: scriptSource };
}

// Scripts that were evaluated with a file's path as their name.
function toUrl(name: string): string {
  return name.startsWith('/') ? new URL(`file://${encodeURI(name)}`).href : name;
}
