/** Functions that modules export: workers import the module and take the same export. */

import Ruler, { deep, scale } from 'fixture-esm';
import main, { times } from 'fixture-cjs';
import compiled from 'fixture-compiled';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { defineTasks, task } from 'rxjs-pool';
import negative, { addSecret, Calculator, later, other, subtractSecret, tools } from './fixtures/library.mjs';
import { addSecret as again, afterAwait } from './fixtures/reexports.mjs';
import Formatter from './fixtures/default-class.mjs';
import common from './fixtures/common.cjs';

const require = createRequire(import.meta.url);
const unit = 'exported here';
export const exportedHere = (x) => `${x} ${unit}`;
export const named = task(import.meta.url, 'named', (x) => `${x} ${unit} as a task`);
export const tasks = defineTasks(import.meta.url, {
  first: (x) => `${x} first`,
  second: (x) => `${x} ${unit}`,
});

/** @type {() => import('./case.mjs').Case[]} */
export const exported = () => [
  { name: 'a declared function', fn: addSecret, way: 'reference', result: 15 },
  { name: 'a constant', fn: subtractSecret, way: 'reference', result: -5 },
  { name: 'an async function', fn: later, way: 'reference', result: 15 },
  { name: 'the default export', fn: negative, way: 'reference', result: -15 },
  { name: 'an export under another name', fn: other, way: 'reference', result: 'renamed 15' },
  { name: 'a re-export', fn: again, way: 'reference', result: 15 },
  { name: 'a function of a file with top-level await', fn: afterAwait, way: 'reference', result: 46 },
  { name: 'a member of an exported object', fn: tools.deep.triple, way: 'reference', result: 25 },
  {
    name: 'a static method that does not use this',
    fn: Calculator.withHidden,
    way: 'reference',
    result: 8,
    transformed: false,
  },
  { name: 'a static method of the default export', fn: Formatter.format, way: 'closure', result: '#5' },
  { name: 'an export of the file itself', fn: exportedHere, way: 'reference', result: '5 exported here' },
  { name: 'a package', fn: scale, way: 'reference', result: '10px' },
  { name: 'a static method of a package', fn: Ruler.measure, way: 'reference', result: '5px' },
  { name: 'a namespace of a package', fn: deep.shift, way: 'reference', result: 105 },
  { name: 'a CommonJS package', fn: main, way: 'reference', result: 12 },
  { name: 'a member of a CommonJS package', fn: times, way: 'reference', result: 35 },
  {
    name: 'a getter of a compiled package',
    fn: require('fixture-compiled').halve,
    way: 'source',
    result: 2.5,
  },
  {
    name: 'the default export of a compiled package',
    fn: compiled.default ?? compiled,
    way: 'reference',
    result: 55,
  },
  { name: 'a member of module.exports', fn: common.add, way: 'reference', result: 10 },
  { name: 'a member that uses exports', fn: common.calls, way: 'reference', result: 20 },
  {
    name: 'a member that requires',
    fn: common.requires,
    way: 'reference',
    result: require('node:path').join('a', '5'),
  },
  {
    name: 'a member that requires a relative file',
    fn: common.requiresRelative,
    way: 'reference',
    result: 1005,
  },
  { name: 'a member that uses __filename', fn: common.reads, way: 'reference', result: true },
  { name: 'a nested member of module.exports', fn: common.nested.deep, way: 'reference', result: 0 },
  { name: 'module.exports itself', fn: require('./fixtures/other.cjs'), way: 'reference', result: 1005 },
  {
    name: 'a member of a function that is module.exports',
    fn: require('./fixtures/other.cjs').named,
    way: 'reference',
    result: -995,
  },
  { name: 'a function of Node', fn: basename, args: ['/a/b'], way: 'reference', result: 'b' },
  { name: 'a task', fn: named, way: 'task', result: '5 exported here as a task' },
  { name: 'one of several tasks', fn: tasks.second, way: 'task', result: '5 exported here' },
];
