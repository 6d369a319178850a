import type { AnyFunction } from './any-function.js';
import { Inspector } from './inspector.js';
import type { Location } from './locate.js';
import { scriptByDebugger } from './script-by-debugger.js';
import { scriptByFile } from './script-by-file.js';

/** What V8 has parsed: a file, or what a tool made of it. */
export interface Script {
  /** `file:` or `node:` URL; what tools evaluate may have any name. */
  readonly url: string;
  /** It was loaded as an ECMAScript module. */
  readonly isModule: boolean;
  readonly source: string;
}

const scripts = new Map<string, Script>();

/**
 * Finds the script where a function was defined; looked for once per script.
 *
 * @returns Undefined where there is no inspector.
 */
export function findScript(fn: AnyFunction, location: Location): Script | undefined {
  const known = scripts.get(location.scriptId);
  if (known) return known;
  const script = Inspector.use(
    (inspector) => scriptByFile(inspector, fn, location) ?? scriptByDebugger(inspector, location.scriptId),
  );
  if (script) scripts.set(location.scriptId, script);
  return script;
}
