import { attempt } from '../values/attempt.js';
import type { AnyFunction } from './any-function.js';
import { Inspector } from './inspector.js';

/** Where V8 says that a function was defined, and what it can see from there. */
export interface Location {
  readonly scriptId: string;
  /** From 0, of the function's parameter list. */
  readonly line: number;
  readonly column: number;
  /** Captured variables by name as they are now, the innermost scope first; the global one is left out. */
  readonly scopes: readonly Scope[];
}

/** The variables of one scope. */
export interface Scope {
  readonly type: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

interface Properties {
  readonly internalProperties?: ReadonlyArray<{ readonly name: string; readonly value?: RemoteValue }>;
  readonly privateProperties?: ReadonlyArray<{ readonly name: string; readonly value?: RemoteValue }>;
}

interface RemoteValue {
  readonly objectId?: string;
  readonly value?: unknown;
  readonly unserializableValue?: string;
}

/**
 * Asks V8 about a function.
 *
 * @returns Undefined for a native function, and where there is no inspector.
 */
export function locate(fn: AnyFunction): Location | undefined {
  return Inspector.use((inspector) => {
    const { internalProperties = [] } = propertiesOf(inspector, fn);
    const internal = (wanted: string): RemoteValue | undefined =>
      internalProperties.find(({ name }) => name === wanted)?.value;
    const location = internal('[[FunctionLocation]]')?.value;
    if (!location) return undefined;
    const { scriptId, lineNumber, columnNumber } = location as {
      scriptId: string;
      lineNumber: number;
      columnNumber: number;
    };
    const list = internal('[[Scopes]]')?.objectId;
    const scopes =
      list === undefined
        ? []
        : inspector.valueOf<Array<{ description: string; object: Scope['variables'] }>>(list);
    return {
      scriptId,
      line: lineNumber,
      column: columnNumber,
      scopes: Array.from(scopes, ({ description, object }) => ({
        type: description.replace(/ .*/, ''),
        variables: readable(object),
      })).filter(({ type }) => type !== 'Global'),
    };
  });
}

/** Variables as they can be read: newer Nodes throw for one that has no value yet, where others show `undefined`. */
function readable(variables: Scope['variables']): Scope['variables'] {
  try {
    Object.values(variables);
    return variables;
  } catch {
    return Object.fromEntries(Object.keys(variables).map((name) => [name, attempt(() => variables[name])]));
  }
}

/** Reads private static fields of a class, by their names. */
export function privateStaticsOf(fn: AnyFunction): ReadonlyMap<string, unknown> {
  const values = Inspector.use((inspector) => {
    const { privateProperties = [] } = propertiesOf(inspector, fn);
    return privateProperties.map(({ name, value }) => [name, valueOf(inspector, value)] as const);
  });
  return new Map(values ?? []);
}

function propertiesOf(inspector: Inspector, fn: AnyFunction): Properties {
  return inspector.ask('Runtime.getProperties', { objectId: inspector.idOf(fn), ownProperties: true });
}

function valueOf(inspector: Inspector, remote: RemoteValue | undefined): unknown {
  if (remote?.objectId !== undefined) return inspector.valueOf(remote.objectId);
  // NaN, Infinity, -0 and BigInts, written as JavaScript does.
  const { unserializableValue: text } = remote ?? {};
  if (text === undefined) return remote?.value;
  return text.endsWith('n') ? BigInt(text.slice(0, -1)) : Number(text);
}
