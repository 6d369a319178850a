import { realpathSync } from 'node:fs';
import { builtinModules, createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isImportable } from './is-importable.js';
import type { Script } from './find-script.js';

/** Where a value is to be found from a module's exports. */
export interface ExportPath {
  readonly url: string;
  readonly path: readonly string[];
}

const require = createRequire(import.meta.url);

/** Finds `value` among the exports of the module that `script` is, if that is loaded and is not the entry file. */
export async function findExport(value: unknown, script: Script): Promise<ExportPath | undefined> {
  if (script.url.startsWith('node:')) return findBuiltin(value);
  if (!script.url.startsWith('file:') || isEntry(script.url) || !isImportable(script.url)) return undefined;
  const exports = await exportsOf(script);
  const path = exports && pathTo(value, exports);
  return path && { url: script.url, path };
}

/** What Node's modules hold, and how many of them were loaded when it was collected. */
let builtins = new Map<unknown, ExportPath>();
let loadedBuiltins = 0;

/** Finds a module of Node's, or one of its exports. */
export function findBuiltin(value: unknown): ExportPath | undefined {
  const { moduleLoadList = [] } = process as { moduleLoadList?: readonly string[] };
  // One that is loaded later may hold what was not found before.
  if (moduleLoadList.length !== loadedBuiltins) builtins = collectBuiltins(new Set(moduleLoadList));
  loadedBuiltins = moduleLoadList.length;
  return builtins.get(value);
}

function collectBuiltins(loaded: ReadonlySet<string>): Map<unknown, ExportPath> {
  const found = new Map<unknown, ExportPath>();
  for (const name of builtinModules) {
    // Those that nobody has loaded have nothing that anybody could have captured.
    if (name.startsWith('_') || !loaded.has(`NativeModule ${name}`)) continue;
    const url = `node:${name}`;
    for (const [value, path] of walk({ default: require(name) as unknown })) {
      const isObject = Object(value) === value;
      if (isObject && !found.has(value)) found.set(value, { url, path });
    }
  }
  return found;
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
  return entry !== undefined && fileURLToPath(new URL(url)) === fileOf(entry);
}

const files = new Map<string, string>();

function fileOf(entry: string): string {
  const known = files.get(entry);
  if (known !== undefined) return known;
  let file = entry;
  try {
    file = realpathSync(require.resolve(entry));
  } catch {
    // Given to Node in a way that leaves no file to find.
  }
  files.set(entry, file);
  return file;
}

/** The exports of a module that is loaded. Nothing is loaded for the question: that could have effects. */
async function exportsOf({ url, isModule }: Script): Promise<object | undefined> {
  if (isModule) return (await import(url)) as object;
  const module = require.cache[fileURLToPath(url)];
  return module && { default: module.exports as unknown };
}

function pathTo(value: unknown, exports: object): string[] | undefined {
  for (const [member, path] of walk(exports)) if (member === value) return path;
  return undefined;
}

/** What exports lead to through at most two names behind them: a static method, a member of a namespace. */
function* walk(exports: object): Generator<[member: unknown, path: string[]]> {
  let level: Array<{ at: unknown; path: string[] }> = [{ at: exports, path: [] }];
  for (let depth = 0; depth < 3; depth++) {
    const next: typeof level = [];
    for (const { at, path } of level) {
      for (const [key, member] of members(at)) {
        yield [member, [...path, key]];
        next.push({ at: member, path: [...path, key] });
      }
    }
    level = next;
  }
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
