import { UnshippableFunctionError } from '../errors.js';
import type { AnyFunction } from './any-function.js';
import { freeNames } from './free-names.js';
import { nodeGlobals, workerGlobals } from './worker-globals.js';

/** Source of a function as an expression that evaluates to it. */
export interface FunctionSource {
  readonly code: string;
  readonly name: string;
}

// Helpers that tools wrap around functions; they change nothing but names, so a worker gets a stand-in.
const STAND_INS: Readonly<Record<string, string>> = { __name: '(fn) => fn' };

/** The way of a self-contained function: its source, if that needs nothing from outside. */
export async function bySource(fn: AnyFunction): Promise<FunctionSource> {
  const name = fn.name || 'anonymous';
  const source = Function.prototype.toString.call(fn);
  if (/\{\s*\[native code\]\s*\}\s*$/.test(source)) {
    throw new UnshippableFunctionError(
      `Cannot send function '${name}' to a worker: it is native or bound, so it has no source; wrap it: (item) => ${fn.name.replace(/^bound /, '') || 'fn'}(item)`,
    );
  }
  if (/^class\b/.test(source)) {
    throw new UnshippableFunctionError(
      `Cannot send class '${name}' to a worker as a function; wrap it: (item) => new ${name}(item)`,
    );
  }
  const { code, names, bound } = await analyse(source, name);
  const missing = names.filter(
    (one) => !workerGlobals.has(one) && !nodeGlobals.has(one) && !(one in STAND_INS),
  );
  if (missing.length > 0 || bound.length > 0) throw refusal(name, missing, bound);
  const standIns = names.filter((one) => one in STAND_INS).map((one) => `const ${one} = ${STAND_INS[one]};`);
  return { name, code: standIns.length === 0 ? code : `(() => { ${standIns.join(' ')} return ${code}; })()` };
}

interface Analysis {
  readonly code: string;
  readonly names: readonly string[];
  readonly bound: readonly string[];
}

async function analyse(source: string, name: string): Promise<Analysis> {
  // A method's source, `half(x) { ... }`, is an expression only inside an object.
  const asMethod = `((methods) => methods[Reflect.ownKeys(methods)[0]])({ ${source} })`;
  let error: SyntaxError | undefined;
  for (const code of [`(${source})`, asMethod]) {
    try {
      const { names, bound } = await freeNames(code, code === asMethod);
      return { code, names, bound };
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

function refusal(
  name: string,
  missing: readonly string[],
  bound: readonly string[],
): UnshippableFunctionError {
  const names = [...missing, ...bound];
  const listed = names.map((one) => `'${one}'${explain(one)}`).join(', ');
  return new UnshippableFunctionError(
    `Cannot send function '${name}' to a worker: it uses ${listed} from outside itself; make that part of the item or of the function, or name the function with task(import.meta.url, '${name}', ...) in a module that workers can import`,
    names,
  );
}

function explain(name: string): string {
  if (name.startsWith('__vite_ssr_import_')) return ' (an import, as vitest renames it)';
  if (name.startsWith('cov_')) return ' (a counter of istanbul coverage: use v8 coverage)';
  if (/^__(awaiter|generator|spread|read|values|rest|assign|decorate)/.test(name)) {
    return ' (a helper of the TypeScript compiler: raise its target)';
  }
  if (name === 'require' || name === 'module' || name === 'exports' || name.startsWith('__')) {
    return ' (it belongs to the file where the function was written)';
  }
  return '';
}
