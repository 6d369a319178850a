import { UnshippableFunctionError } from '../errors.js';
import type { AnyFunction } from './any-function.js';
import { freeNames, type FreeNames } from './free-names.js';

/** The source of a function or class, ready to be evaluated. */
export interface FunctionSource extends FreeNames {
  readonly name: string;
  /** An expression whose value is the function. */
  readonly code: string;
  /** What stands before the function's own text in `code`. */
  readonly prefix: string;
  readonly isClass: boolean;
}

const AS_METHOD = '((methods) => methods[Reflect.ownKeys(methods)[0]])({ ';

/**
 * Reads a function's source and what that takes from outside.
 *
 * @throws UnshippableFunctionError (rejects) if it has none, or one that does not stand on its own.
 */
export async function readSource(fn: AnyFunction): Promise<FunctionSource> {
  const name = fn.name || 'anonymous';
  const text = Function.prototype.toString.call(fn);
  if (isNative(text)) {
    const inner = fn.name.replace(/^bound /, '') || 'fn';
    throw new UnshippableFunctionError(
      `Cannot send function '${name}' to a worker: it is native or bound, so it has no source; wrap it: (item) => ${inner}(item)`,
    );
  }
  const isClass = /^class\b/.test(text);
  let error: SyntaxError | undefined;
  // A method's source, `half(x) { ... }`, is an expression only inside an object.
  for (const [prefix, suffix] of [
    ['(', ')'],
    [AS_METHOD, ' })'],
  ] as const) {
    const code = prefix + text + suffix;
    try {
      return { name, code, prefix, isClass, ...(await freeNames(code, prefix === AS_METHOD)) };
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
      error ??= cause;
    }
  }
  throw new UnshippableFunctionError(
    `Cannot send function '${name}' to a worker: its source does not stand on its own (${error?.message}); define it as a plain function, or name it with task(import.meta.url, '${name}', ${name})`,
    [],
    { cause: error },
  );
}

function isNative(text: string): boolean {
  return /\{\s*\[native code\]\s*\}\s*$/.test(text);
}
