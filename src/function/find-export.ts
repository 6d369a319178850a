import { realpathSync } from 'node:fs';
import { builtinModules, createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Script } from './scripts.js';

/** Where a value is to be found from a module's exports. */
export interface ExportPath {
  readonly url: string;
  readonly path: readonly string[];
}

const require = createRequire(import.meta.url);

/** Finds `value` among the exports of the module that `script` is, if that is loaded and is not the entry file. */
export async function findExport(value: unknown, script: Script): Promise<ExportPath | undefined> {
  if (script.url.startsWith('node:')) return findBuiltin(value);
  if (!script.url.startsWith('file:') || isEntry(script.url)) return undefined;
  const exports = await exportsOf(script);
  const path = exports && pathTo(value, exports);
  return path && { url: script.url, path };
}

/** Finds a module of Node's, or one of its exports. */
export function findBuiltin(value: unknown): ExportPath | undefined {
  const loaded = new Set((process as { moduleLoadList?: readonly string[] }).moduleLoadList);
  for (const name of builtinModules) {
    // Those that nobody has loaded have nothing that anybody could have captured.
    if (name.startsWith('_') || !loaded.has(`NativeModule ${name}`)) continue;
    const path = pathTo(value, { default: require(name) as unknown });
    if (path) return { url: `node:${name}`, path };
  }
  return undefined;
}

/** Finds the CommonJS module whose exports `value` is. */
export function findRequired(value: unknown): ExportPath | undefined {
  for (const [file, module] of Object.entries(require.cache)) {
    if (module?.exports !== value) continue;
    const url = pathToFileURL(file).href;
    if (!isEntry(url)) return { url, path: ['default'] };
  }
  return undefined;
}

/** True for the file that the program was started with: importing it would start the program again. */
function isEntry(url: string): boolean {
  const [, entry] = process.argv;
  if (entry === undefined) return false;
  const file = fileURLToPath(new URL(url));
  try {
    return file === realpathSync(require.resolve(entry));
  } catch {
    return file === entry;
  }
}

/** The exports of a module that is loaded. Nothing is loaded for the question: that could have effects. */
async function exportsOf({ url, isModule }: Script): Promise<object | undefined> {
  if (isModule) return (await import(url)) as object;
  const module = require.cache[fileURLToPath(url)];
  return module && { default: module.exports as unknown };
}

/** The way to `value` through at most two names behind an export: a static method, a member of a namespace. */
function pathTo(value: unknown, exports: object): string[] | undefined {
  let level: Array<{ at: unknown; path: string[] }> = [{ at: exports, path: [] }];
  for (let depth = 0; depth < 3; depth++) {
    const next: typeof level = [];
    for (const { at, path } of level) {
      for (const [key, member] of members(at)) {
        if (member === value) return [...path, key];
        next.push({ at: member, path: [...path, key] });
      }
    }
    level = next;
  }
  return undefined;
}

function members(owner: unknown): Array<[string, unknown]> {
  if ((typeof owner !== 'object' && typeof owner !== 'function') || owner === null) return [];
  return Object.getOwnPropertyNames(owner).flatMap((key): Array<[string, unknown]> => {
    const isGetter = Object.getOwnPropertyDescriptor(owner, key)?.get !== undefined;
    // Compilers make exports getters; others may do anything.
    if (isGetter && !Object.hasOwn(owner, '__esModule')) return [];
    return [[key, (owner as Readonly<Record<string, unknown>>)[key]]];
  });
}
