import type { Origin } from '../wire/shipment.js';
import type { AnyFunction } from './any-function.js';
import { findScript, type Script } from './find-script.js';
import { isStrict } from './is-strict.js';
import type { Location } from './locate.js';
import { originalPosition } from './original-position.js';
import { loadParsers } from './parsers.js';
import { readSource, type FunctionSource } from './read-source.js';
import { ScriptScopes, type Place } from './script-scopes.js';

/** What never changes of a function, whenever it is asked for. */
export interface Facts {
  readonly source: FunctionSource;
  readonly script: Script;
  /** Undefined where its script is too long, or not what V8 was given. */
  readonly place: Place | undefined;
  readonly isStrict: boolean;
  readonly origin: Origin;
  /** The same for people to read. */
  readonly at: string;
  /** Captured variables that have their value for good. */
  readonly constants: Map<string, unknown>;
}

const known = new WeakMap<AnyFunction, Facts>();

/** Finds out about a function that V8 located; undefined where its script is not to be had. */
export function factsOf(fn: AnyFunction, location: () => Location | undefined): Facts | undefined {
  const earlier = known.get(fn);
  if (earlier) return earlier;
  const found = location();
  const script = found && findScript(fn, found);
  if (!script) return undefined;
  const source = readSource(fn, loadParsers());
  const at = startOf(fn, found, script);
  const length = Function.prototype.toString.call(fn).length;
  const place =
    at === undefined ? undefined : ScriptScopes.read(script, loadParsers())?.find([at, at + length]);
  const origin = originOf(at, source, found, script);
  const original = originalPosition(origin);
  const facts: Facts = {
    source,
    script,
    place,
    isStrict: script.isModule || (place ? place.scope.isStrict : isStrict(fn)),
    origin: original === origin ? origin : { ...origin, isGenerated: true },
    at: `${original.url || 'evaluated code'}:${original.line + 1}${isMinified(script) && original === origin ? ', in minified code' : ''}`,
    constants: new Map(),
  };
  known.set(fn, facts);
  return facts;
}

/** Where the function's own text begins in its file; undefined where a tool has shifted it. */
function startOf(fn: AnyFunction, location: Location, { source }: Script): number | undefined {
  const text = Function.prototype.toString.call(fn);
  const start = source.lastIndexOf(text, offsetOf(location, source) + 1);
  return start < 0 ? undefined : start;
}

function offsetOf({ line, column }: Location, source: string): number {
  let at = 0;
  for (let lines = 0; lines < line; lines++) {
    const end = source.indexOf('\n', at);
    if (end < 0) break;
    at = end + 1;
  }
  return at + column;
}

/** Where that text stands, less what `code` puts before it; where it is not known, the parameter list has to do. */
function originOf(
  at: number | undefined,
  { prefix }: FunctionSource,
  location: Location,
  script: Script,
): Origin {
  if (at === undefined) return { url: script.url, line: location.line, column: location.column };
  const before = script.source.slice(0, at);
  const line = before.split('\n').length - 1;
  return { url: script.url, line, column: at - (before.lastIndexOf('\n') + 1) - prefix.length };
}

/** True where lines are longer than people write them, so that names are not theirs either. */
function isMinified({ source }: Script): boolean {
  return source.length / source.split('\n').length > 200;
}
