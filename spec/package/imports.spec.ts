import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** The rooms of `src/` and the rooms that each may import, besides itself. */
const ROOMS: Record<string, readonly string[]> = {
  errors: [],
  intrinsics: [],
  values: ['errors', 'intrinsics'],
  wire: ['errors', 'values'],
  function: ['errors', 'intrinsics', 'values', 'wire'],
  executor: ['errors', 'function', 'values', 'wire'],
  worker: ['errors', 'intrinsics', 'values', 'wire', 'function'],
  job: ['errors', 'executor', 'values', 'function'],
  'backends/inline': ['errors', 'executor', 'values', 'function', 'worker'],
  workers: ['errors', 'executor', 'values', 'wire', 'function'],
  'backends/tinypool': [
    'errors',
    'intrinsics',
    'executor',
    'workers',
    'values',
    'wire',
    'function',
    'worker',
  ],
  'backends/web': ['errors', 'intrinsics', 'executor', 'workers', 'values', 'wire', 'function', 'worker'],
  pool: ['errors', 'job', 'executor', 'function', 'values', 'backends/tinypool', 'backends/web'],
  'backends/bullmq': [
    'errors',
    'executor',
    'function',
    'workers',
    'values',
    'wire',
    'pool',
    'backends/tinypool',
  ],
  cli: ['backends/bullmq'],
  operators: ['errors', 'job', 'pool', 'values', 'function'],
  insight: ['executor', 'pool'],
  'trace-page': ['insight'],
  angular: ['pool', 'backends/inline'],
  // It knows the package by its public name only, like any application.
  nestjs: [],
  testing: ['errors', 'executor', 'function', 'job', 'worker'],
};

/** The packages that `src/` may import, and the rooms that may import them. */
const PACKAGES: Record<string, readonly string[]> = {
  rxjs: ['operators', 'insight', 'testing'],
  '@angular/core': ['angular'],
  '@nestjs/common': ['nestjs'],
  'rxjs-pool': ['nestjs'],
  tinypool: ['backends/tinypool'],
  bullmq: ['backends/bullmq'],
  ioredis: ['backends/bullmq'],
  acorn: ['function'],
  'eslint-scope': ['function'],
};

/** Names that `imports` in `package.json` gives to two modules: Node's, and the one of browsers. */
const CHOICES: Record<string, readonly string[]> = {
  '#backend': ['backends/tinypool', 'backends/web'],
  '#load-rare-parts': ['job'],
  '#parsers': ['function'],
};

/** The rooms that may know Node; all others run everywhere. What browsers load of them is bundled by `npm test`. */
const NODE_ROOMS = ['function', 'backends/tinypool', 'backends/bullmq', 'cli', 'nestjs'];

/** The public doors, which may import every room. */
const DOORS = ['index', 'tasks', 'browser'];

const src = fileURLToPath(new URL('../../src/', import.meta.url));

const imports = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => importsOf(join(src, file)).map((imported) => ({ file, room: roomOf(file), imported })))
  .filter(({ room }) => !DOORS.includes(room));

describe('src/', () => {
  it('has the rooms of the table only', () => {
    const found = new Set(imports.map(({ room }) => room));
    expect([...found].filter((room) => !(room in ROOMS))).toEqual([]);
  });

  it('imports in one direction only', () => {
    const wrong = imports
      .filter(({ imported }) => imported.startsWith('.'))
      .map(({ file, room, imported }) => ({
        file,
        room,
        to: roomOf(relative(src, resolve(src, dirname(file), imported))),
      }))
      .filter(({ room, to }) => to !== room && !ROOMS[room]?.includes(to))
      .map(({ file, to }) => `${file} imports ${to}`);
    expect(wrong).toEqual([]);
  });

  it('chooses between Node and browsers only where both are allowed', () => {
    const wrong = imports
      .filter(({ imported }) => imported.startsWith('#'))
      .filter(({ room, imported }) => {
        const choices = CHOICES[packageOf(imported)];
        return !choices?.every((choice) => choice === room || ROOMS[room]?.includes(choice));
      })
      .map(({ file, imported }) => `${file} imports ${imported}`);
    expect(wrong).toEqual([]);
  });

  it('imports a package only in the rooms that may know it', () => {
    const wrong = imports
      .filter(({ imported }) => !/^(?:[.#]|node:)/.test(imported))
      .filter(({ room, imported }) => !PACKAGES[packageOf(imported)]?.includes(room))
      .map(({ file, imported }) => `${file} imports ${imported}`);
    expect(wrong).toEqual([]);
  });

  it('keeps Node out of the rooms that run everywhere', () => {
    const wrong = imports
      .filter(({ room, imported }) => imported.startsWith('node:') && !NODE_ROOMS.includes(room))
      .map(({ file, imported }) => `${file} imports ${imported}`);
    expect(wrong).toEqual([]);
  });

  it('has no cycle between rooms', () => {
    const open = new Map(Object.entries(ROOMS));
    for (let size = Infinity; open.size < size;) {
      size = open.size;
      for (const [room, may] of open) if (!may.some((other) => open.has(other))) open.delete(room);
    }
    expect([...open.keys()]).toEqual([]);
  });
});

/** What a file imports, as it is written: statements, `import(...)` and the types of `import('...')`. */
function importsOf(path: string): string[] {
  const code = readFileSync(path, 'utf8').replaceAll(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '');
  const statements = code.matchAll(/^(?:import|export)(?:[\w\s*${},]*? from)? '([^']+)'/gm);
  const calls = code.matchAll(/\bimport\(\s*'([^']+)'/g);
  return [...statements, ...calls].map((match) => match[1] ?? '');
}

/** The first folder of a file, with the second one below `backends/`; the name of a file without a folder. */
function roomOf(file: string): string {
  const [first = '', second = ''] = file.replace(/\.[jt]s$/, '').split(sep);
  return first === 'backends' ? `${first}/${second}` : first;
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
