import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { addBase, Counter, Geometry, perUnit, Unit } from './units.js';

interface Item {
  readonly value: number;
}

const factor = 3;
const table = new Map<string, number>([['a', 1]]);
const isEven = (n: number): boolean => (n === 0 ? true : isOdd(n - 1));
const isOdd = (n: number): boolean => (n === 0 ? false : isEven(n - 1));
class TooLong extends Error {
  override name = 'TooLong';
}
class Doubling extends Counter<2> {
  constructor() {
    super(2);
  }
}
let label = 'before';
label = 'as it was';

/** One function of every kind, with what it gives for `{ value: 5 }`. */
export const functions: ReadonlyArray<readonly [name: string, fn: (item: Item) => unknown, result: unknown]> =
  [
    ['self-contained', ({ value }) => Math.max(value, 7), 7],
    ['names', ({ value }) => [value, 1].map(function twice(x) { return x * 2; }), [10, 2]], // prettier-ignore
    ['inner functions', ({ value }) => { function inner(x: number) { return x + 1; } const arrow = (x: number) => inner(x) * 2; class Inner { x = arrow(value); } return new Inner().x; }, 12], // prettier-ignore
    ['data', ({ value }) => value * factor + (table.get('a') ?? 0), 16],
    ['let', () => label, 'as it was'],
    ['mutual recursion', ({ value }) => isOdd(value), true],
    ['enums', ({ value }) => perUnit[Unit.Meter] * value + Unit.Foot, '5ft'],
    ['namespaces', ({ value }) => Geometry.area(value), 250],
    ['classes', ({ value }) => Counter.of(1).next(value), 16],
    ['inheritance', ({ value }) => new Doubling().next(value), 17],
    ['own errors', () => String(new TooLong('m')), 'TooLong: m'],
    ['imports', ({ value }) => addBase(value) + 1, 16],
    ['modules of Node', () => createHash('md5').update('a').digest('hex').slice(0, 4), '0cc1'],
    ['namespaces of Node', () => posix.join('a', 'b'), 'a/b'],
    ['async functions', async ({ value }) => { await Promise.resolve(); return value * factor; }, 15], // prettier-ignore
    ['import()', async () => (await import('node:path')).posix.sep, '/'],
    ['optional chaining', ({ value }) => ({ value }).value?.toFixed(factor) ?? '', '5.000'],
  ];
