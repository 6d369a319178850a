import type { Session } from 'node:inspector';
import type { AnyFunction } from './any-function.js';

/** Where V8 says that a function was defined, and what it can see from there. */
export interface Location {
  readonly scriptId: string;
  /** From 0, of the function's parameter list. */
  readonly line: number;
  readonly column: number;
  /** Captured variables by name, the innermost scope first; the global one is left out. */
  readonly scopes: readonly Scope[];
}

/** The variables of one scope. */
export interface Scope {
  readonly type: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

interface InternalProperty {
  readonly name: string;
  readonly value?: { readonly objectId?: string; readonly value?: unknown };
}

// How values go from the inspector, which only knows their ids, to us: it runs in the same thread, so a function
// of ours can be called with them.
const SINK = Symbol.for('rxjs-pool.inspected');

/**
 * Asks V8 about a function.
 *
 * The session is opened for this one question, needs no debugger enabled, and leaves nothing behind.
 *
 * @returns Undefined for a native function, and where there is no inspector.
 */
export async function locate(fn: AnyFunction): Promise<Location | undefined> {
  const session = await openSession();
  if (!session) return undefined;
  try {
    const { internalProperties = [] } = properties(session, idOf(session, fn));
    const location = internalProperties.find(({ name }) => name === '[[FunctionLocation]]')?.value?.value;
    if (!location) return undefined;
    const { scriptId, lineNumber, columnNumber } = location as {
      scriptId: string;
      lineNumber: number;
      columnNumber: number;
    };
    const list = internalProperties.find(({ name }) => name === '[[Scopes]]')?.value?.objectId;
    const scopes = list
      ? valueOf<Array<{ description: string; object: Scope['variables'] }>>(session, list)
      : [];
    return {
      scriptId,
      line: lineNumber,
      column: columnNumber,
      scopes: Array.from(scopes, ({ description, object }) => ({
        type: description.replace(/ .*/, ''),
        variables: object,
      })).filter(({ type }) => type !== 'Global'),
    };
  } finally {
    session.disconnect();
  }
}

/** A connected session, or undefined where there is none to be had. */
export async function openSession(): Promise<Session | undefined> {
  try {
    const { Session: InspectorSession } = await import('node:inspector');
    const session = new InspectorSession();
    session.connect();
    return session;
  } catch {
    return undefined;
  }
}

/** Sends a command; in the same thread, the answer is there at once. */
export function ask<R>(session: Session, method: string, params: object): R {
  const outcome: { failure?: Error | null; answer?: unknown } = {};
  session.post(method, params, (failure: Error | null, answer?: object) => {
    Object.assign(outcome, { failure, answer });
  });
  if (outcome.failure) throw outcome.failure;
  return outcome.answer as R;
}

function idOf(session: Session, fn: AnyFunction): string {
  const realm = globalThis as { [SINK]?: unknown };
  realm[SINK] = fn;
  const expression = `globalThis[Symbol.for('rxjs-pool.inspected')]`;
  const { result } = ask<{ result: { objectId: string } }>(session, 'Runtime.evaluate', { expression });
  delete realm[SINK];
  return result.objectId;
}

function properties(
  session: Session,
  objectId: string,
): { internalProperties?: readonly InternalProperty[] } {
  return ask(session, 'Runtime.getProperties', { objectId, ownProperties: true });
}

function valueOf<T>(session: Session, objectId: string): T {
  const realm = globalThis as { [SINK]?: (value: unknown) => void };
  let value: unknown;
  realm[SINK] = (found) => (value = found);
  const functionDeclaration = `function () { globalThis[Symbol.for('rxjs-pool.inspected')](this) }`;
  ask(session, 'Runtime.callFunctionOn', { objectId, functionDeclaration });
  delete realm[SINK];
  return value as T;
}
