import { ask, openSession } from './locate.js';

/** A file that V8 has parsed. */
export interface Script {
  /** `file:` or `node:` URL; what tools evaluate may have any name. */
  readonly url: string;
  /** It was loaded as an ECMAScript module. */
  readonly isModule: boolean;
  readonly source: string;
}

const scripts = new Map<string, Script>();

/**
 * Finds the script with an id.
 *
 * The debugger has to be enabled for it, for the time of the question; asked once per script.
 */
export async function findScript(scriptId: string): Promise<Script | undefined> {
  const known = scripts.get(scriptId);
  if (known) return known;
  const session = await openSession();
  if (!session) return undefined;
  try {
    let found: { url: string; isModule?: boolean | undefined } | undefined;
    session.on('Debugger.scriptParsed', ({ params }) => {
      if (params.scriptId === scriptId) found = params;
    });
    ask(session, 'Debugger.enable', {});
    if (!found) return undefined;
    const { scriptSource } = ask<{ scriptSource: string }>(session, 'Debugger.getScriptSource', { scriptId });
    ask(session, 'Debugger.disable', {});
    const script = { url: toUrl(found.url), isModule: found.isModule ?? false, source: scriptSource };
    scripts.set(scriptId, script);
    return script;
  } finally {
    session.disconnect();
  }
}

// Scripts that were evaluated with a file's path as their name.
function toUrl(name: string): string {
  return name.startsWith('/') ? new URL(`file://${encodeURI(name)}`).href : name;
}
