// oxlint-disable-next-line typescript/triple-slash-reference -- eslint-scope brings no types of its own
/// <reference path="../../src/function/eslint-scope.d.ts" />
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'acorn';
import { analyze, type Scope } from 'eslint-scope';
import { describe, expect, it } from 'vitest';

/** Globals that the program may replace, and without which calls would not settle. */
const CLOCKS = ['setTimeout', 'clearTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'performance'];
const FAR = [...CLOCKS, 'process', 'Promise', 'Map', 'Set', 'Atomics', 'structuredClone', 'AbortController'];

/** The code that runs beside the program's own functions, in a worker. */
const FAR_FILES = [
  /^worker\//,
  /^wire\//,
  /^values\//,
  /^backends\/tinypool\/(?:breathe|entry|monotonic|process-port|thread-port|load-function|value-channels)\.js$/,
  /^function\/load-(?:closure|parts|code|source|reference|task)\.js$/,
];

/** The code that waits for workers: a test library may have replaced the clocks. */
const NEAR_FILES = [/^executor\//, /^job\//, /^workers\//, /^backends\/tinypool\//];

/** Exceptions, each with its reason. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  // Once, when a child process starts; its thread has globals of its own.
  'backends/tinypool/die-with-parent.js': ['setInterval'],
  // They rebuild what the program captured: its own objects.
  'function/load-parts.js': ['Map', 'Set'],
};

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));

const files = readdirSync(dist, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.js'));

describe('globals of the platform are taken when the package is loaded', () => {
  it.each([
    ['beside the functions of workers', FAR_FILES, FAR],
    ['where workers are waited for', NEAR_FILES, CLOCKS],
  ] as const)('%s', (_, patterns, names) => {
    const checked = files.filter((file) => patterns.some((pattern) => pattern.test(file)));
    expect(checked.length).toBeGreaterThan(15);
    const wrong = checked.flatMap((file) => {
      const allowed = ALLOWED[file] ?? [];
      const live = liveGlobals(readFileSync(join(dist, file), 'utf8'));
      return live
        .filter((name) => names.includes(name) && !allowed.includes(name))
        .map((name) => `${file}: ${name}`);
    });
    expect([...new Set(wrong)]).toEqual([]);
  });

  it('finds what it looks for', () => {
    const code =
      'const { a } = globalThis; setTimeout(1); class C { #x = new Map(); } const f = () => performance;';
    expect(liveGlobals(code)).toEqual(['Map', 'performance']);
  });
});

/** Globals that code asks for when it runs, not when it is loaded. */
function liveGlobals(code: string): string[] {
  const tree = parse(code, { ecmaVersion: 'latest', sourceType: 'module', ranges: true });
  const { globalScope } = analyze(tree, { ecmaVersion: 2022, sourceType: 'module', ignoreEval: true });
  const through = globalScope?.through ?? [];
  return through.filter(({ from }) => isLate(from)).map(({ identifier }) => identifier.name);
}

/** True in functions, and in the fields of classes. */
function isLate(scope: Scope | null): boolean {
  if (!scope) return false;
  return ['function', 'class-field-initializer'].includes(scope.type) || isLate(scope.upper);
}
