/** Functions that captured what their module imports: by each form of import, from each kind of module. */

import { createHash } from 'node:crypto';
import crypto from 'node:crypto';
import fs, { existsSync as exists } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { EOL } from 'os';
import { of } from 'rxjs';
import Ruler, { deep, scale } from 'fixture-esm';
import { shift } from 'fixture-esm/deep';
import main, { times } from 'fixture-cjs';
import compiled from 'fixture-compiled';
import common from './fixtures/common.cjs';
import negative, { addSecret, Calculator, count, getNotExported, other, table } from './fixtures/library.mjs';
import * as library from './fixtures/library.mjs';
import { afterAwait, library as inner } from './fixtures/reexports.mjs';
import Formatter from './fixtures/default-class.mjs';
import { makeCounted } from './fixtures/instrumented.mjs';
import settings from './fixtures/settings.mjs';

const require = createRequire(import.meta.url);
const required = require('./fixtures/common.cjs');
const { add } = required;
const strict = require('./fixtures/strict.cjs');
const { readFileSync } = fs;
const k = 3;
const useImport = (x) => addSecret(x) + k;
const bound = { hash: (text) => createHash('md5').update(text).digest('hex').slice(0, 4) };
const specifier = './fixtures/library.mjs';
const notExported = getNotExported();

/** @type {() => import('./case.mjs').Case[]} */
export const imports = () => [
  { name: 'a named import', fn: (x) => addSecret(x) + 1, way: 'closure', result: 16 },
  { name: 'a function with counters of istanbul', fn: makeCounted(), way: 'closure', result: 12 },
  { name: 'a default import', fn: (x) => negative(x) + 1, way: 'closure', result: -14 },
  {
    name: 'a namespace import',
    fn: (x) => library.addSecret(x) + library.tools.deep.triple(1),
    way: 'closure',
    result: 28,
  },
  { name: 'an import under another name', fn: (x) => other(x), way: 'closure', result: 'renamed 15' },
  { name: 'an imported class', fn: (x) => Calculator.double(x), way: 'closure', result: 20 },
  {
    name: 'an imported class with private members',
    fn: (x) => Calculator.withHidden(x),
    way: 'closure',
    result: 8,
  },
  { name: 'imported data', fn: () => table.get(2), way: 'closure', result: 'two' },
  { name: 'an import that has state', fn: () => count() > 0, way: 'closure', result: true },
  { name: 'a function that no export leads to', fn: notExported, way: 'closure', result: 'inner 15' },
  { name: 'an import of an import', fn: (x) => inner.subtractSecret(x), way: 'closure', result: -5 },
  {
    name: 'an import of a file with top-level await',
    fn: (x) => afterAwait(x) + 1,
    way: 'closure',
    result: 47,
  },
  { name: 'a class exported as default', fn: (x) => Formatter.format(x), way: 'closure', result: '#5' },
  { name: 'an object exported as default', fn: (x) => settings.scale * x, way: 'closure', result: 50 },
  { name: 'an import used by a captured function', fn: (x) => useImport(x) + 1, way: 'closure', result: 19 },
  {
    name: 'a named import of Node',
    fn: () => createHash('md5').update('a').digest('hex').slice(0, 4),
    way: 'closure',
    result: '0cc1',
  },
  {
    name: 'an import with the name of a global',
    fn: () => crypto.createHash('md5').update('a').digest('hex').slice(0, 4),
    way: 'closure',
    result: '0cc1',
  },
  { name: 'a default import of Node', fn: () => fs.existsSync('/'), way: 'closure', result: true },
  { name: 'a renamed import of Node', fn: () => exists('/'), way: 'closure', result: true },
  { name: 'a namespace of Node', fn: (x) => path.posix.join('a', String(x)), way: 'closure', result: 'a/5' },
  { name: 'a module of Node without the prefix', fn: () => EOL.length > 0, way: 'closure', result: true },
  {
    name: 'a member taken from a module of Node',
    fn: () => typeof readFileSync,
    way: 'closure',
    result: 'function',
  },
  { name: 'an object that uses a module of Node', fn: () => bound.hash('a'), way: 'closure', result: '0cc1' },
  { name: 'a package', fn: (x) => { let seen; of(x).subscribe((one) => (seen = one)); return seen; }, way: 'closure', result: 5 }, // prettier-ignore
  { name: 'a package of ES modules', fn: (x) => scale(x) + 1, way: 'closure', result: '10px1' },
  { name: 'a default export of a package', fn: (x) => Ruler.measure(x), way: 'closure', result: '5px' },
  { name: 'a namespace that a package exports', fn: (x) => deep.shift(x), way: 'closure', result: 105 },
  { name: 'a path into a package', fn: (x) => shift(x) + 1, way: 'closure', result: 106 },
  { name: 'a CommonJS package', fn: (x) => main(x) + times(x), way: 'closure', result: 47 },
  {
    name: 'a CommonJS package compiled from ES modules',
    fn: (x) => (compiled.default ?? compiled)(x),
    way: 'closure',
    result: 55,
  },
  { name: 'a CommonJS file', fn: (x) => common.add(x), way: 'closure', result: 10 },
  { name: 'a required module', fn: (x) => required.calls(x), way: 'closure', result: 20 },
  { name: 'a member of a required module', fn: (x) => add(x) + 1, way: 'closure', result: 11 },
  {
    name: 'a closure made in a CommonJS file',
    fn: required.makeAdder(1),
    way: 'closure',
    result: 5 + 5 + 1 + 5 + (process.platform === 'win32' ? 2 : 1),
  },
  {
    name: 'a closure over a member of a module of Node',
    fn: required.makeJoiner('a'),
    way: 'closure',
    result: path.join('a', '5'),
  },
  { name: 'a closure that requires', fn: required.makeRequirer('./other.cjs'), way: 'closure', result: 1005 },
  { name: 'sloppy code stays sloppy', fn: required.makeSloppy(), way: 'source', result: 'sloppy 5' },
  { name: 'strict code of a CommonJS file', fn: strict.make(), way: 'closure', result: 14 },
  {
    name: 'import() of a relative file',
    fn: async (x) => (await import('./fixtures/library.mjs')).addSecret(x),
    way: 'closure',
    result: 15,
  },
  {
    name: 'import() of a captured name',
    fn: async (x) => (await import(specifier)).addSecret(x) + k,
    way: 'closure',
    result: 18,
  },
  {
    name: 'import() of a package',
    fn: async () => (await import('rxjs')).of.name,
    way: 'closure',
    result: 'of',
  },
  {
    name: 'import() of a module of Node',
    fn: async () => (await import('node:path')).posix.sep,
    way: 'closure',
    result: '/',
  },
];
