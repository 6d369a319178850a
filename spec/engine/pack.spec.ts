import { deepStrictEqual } from 'node:assert';
import { types } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readData, writeData } from '../../dist/function/bytes.js';
import { NO_CLASSES } from '../../dist/values/class-table.js';
import { Copier } from '../../dist/values/copier.js';
import { allOf, pack } from '../../dist/values/pack.js';
import type { Packed } from '../../dist/values/packer.js';

/** The two ways on which messages go. */
const ways: Array<readonly [string, (value: unknown) => unknown]> = [
  ['between threads', (value) => structuredClone(value)],
  ['between processes', (value) => readData(writeData(value))],
];

const copier = new Copier({ isProxy: types.isProxy, clone: (value) => structuredClone(value) }, false);

const primitive = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(-0, NaN, Infinity, null, undefined, true, false, '', '\ud800', '\udc00'),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.bigInt(),
);
const nested = fc.oneof(
  primitive,
  fc.array(primitive, { maxLength: 2 }),
  fc.date({ noInvalidDate: true }),
  fc.constant(new Map([[1, -0]])),
);
// Keys that look like indices are enumerated first; `__proto__` is a name like any other in what JSON.parse makes.
const key = fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom('1', '0', '__proto__', 'toString', 'text'));

/** Rows of one shape, each field with values of one kind or of several; at some places something else. */
const rows = fc
  .tuple(fc.uniqueArray(key, { maxLength: 5 }), fc.boolean(), fc.integer({ min: 120, max: 140 }))
  .chain(([keys, isFlat, length]) =>
    fc.tuple(
      fc.array(fc.tuple(...keys.map(() => (isFlat ? primitive : nested))), {
        minLength: length,
        maxLength: length,
      }),
      fc.constant(keys),
      fc.option(fc.tuple(fc.nat(length - 1), fc.anything({ withNullPrototype: true })), { freq: 3 }),
    ),
  )
  .map(([values, keys, other]) => {
    const made: unknown[] = values.map((row) => {
      const object = {};
      for (const [at, name] of keys.entries()) {
        Object.defineProperty(object, name, {
          value: row[at],
          enumerable: true,
          writable: true,
          configurable: true,
        });
      }
      return object;
    });
    if (other) made[other[0]] = other[1];
    return made;
  });

const numbers = fc
  .tuple(
    fc.array<unknown>(fc.oneof(fc.double(), fc.integer(), fc.constantFrom(-0, NaN)), {
      minLength: 250,
      maxLength: 600,
    }),
    fc.option(fc.tuple(fc.nat(249), primitive), { freq: 3 }),
  )
  .map(([values, other]) => (other ? values.with(...other) : values));

describe.each(ways)('what is packed %s', (_, send) => {
  const same = (values: unknown[]): void => {
    const { packed, obstacle } = pack(values, copier);
    expect(obstacle).toBeUndefined();
    const actual = allOf(send(packed) as Packed, NO_CLASSES);
    deepStrictEqual(actual, values);
    deepStrictEqual(actual.map(keysOf), values.map(keysOf));
  };

  it('numbers: arrive as they are', () => {
    fc.assert(fc.property(numbers, same), { numRuns: 100 });
  });

  it('rows: arrive as they are', () => {
    fc.assert(fc.property(rows, same), { numRuns: 200 });
  });
});

describe('packing', () => {
  const many = Array.from({ length: 300 }, (_, at) => at);
  const valuesOf = (values: unknown[]): unknown => pack(values, copier).packed;

  it('takes what is worth it', () => {
    expect(valuesOf(many)).toBeInstanceOf(Float64Array);
    expect(valuesOf(many.map((id) => ({ id, name: `n ${id}` })))).toMatchObject({
      keys: ['id', 'name'],
      length: 300,
    });
    expect(valuesOf(many.slice(0, 20))).toEqual(many.slice(0, 20));
  });

  it.each([
    [
      'a class',
      () =>
        many.map(
          (id) =>
            new (class Own {
              id = id;
            })(),
        ),
    ],
    ['no prototype', () => many.map((id) => Object.assign(Object.create(null) as object, { id }))],
    ['another key in one row', () => many.map((id) => (id === 200 ? { other: id } : { id }))],
    ['another order in one row', () => many.map((id) => (id === 200 ? { b: 1, a: 1 } : { a: 1, b: 1 }))],
    ['a key too many in one row', () => many.map((id) => (id === 200 ? { a: 1, b: 1 } : { a: 1 }))],
    ['the name of the prototype', () => many.map(() => JSON.parse('{"__proto__":1}') as unknown)],
    ['nothing', () => many.map(() => ({}))],
    ['arrays', () => many.map((id) => [id])],
    ['null', () => many.map(() => null)],
  ])('leaves rows with %s to structured clone', (_, make) => {
    const values = valuesOf(make());
    expect(values).not.toHaveProperty('columns');
    expect(values).toHaveProperty('length' in (values as object) ? 'length' : 'values.length', 300);
  });

  it.each([
    ['a proxy', () => new Proxy({ id: 1 }, {})],
    ['a symbol', () => ({ symbol: Symbol.iterator })],
    ['a function', () => ({ call: () => 1 })],
  ])('stops before %s', (_, make) => {
    const { packed, obstacle } = pack([{ id: 1 }, make(), { id: 2 }], copier);
    expect(packed).toEqual([{ id: 1 }]);
    expect(obstacle).toBeDefined();
  });

  it('reads a getter once, also where one row is unlike the others', () => {
    let reads = 0;
    const made = many.map((id) => ({ get id() { return (reads++, id); }, other: id === 200 ? [id] : id })); // prettier-ignore
    expect(valuesOf(made)).toEqual(many.map((id) => ({ id, other: id === 200 ? [id] : id })));
    expect(reads).toBe(300);
  });

  it('stops at a getter that throws', () => {
    const made = many.map((id) => ({ id, get trap() { if (id === 200) throw new Error('trap'); return 1; } })); // prettier-ignore
    const { packed, count, obstacle } = pack(made, copier);
    expect(packed).toEqual(many.slice(0, 200).map((id) => ({ id, trap: 1 })));
    expect(count).toBe(200);
    expect(obstacle).toMatchObject({ path: '.trap', message: 'trap' });
  });

  it('reads a getter of a lone value once', () => {
    let reads = 0;
    const row = { get id() { return ++reads; }, list: [1] }; // prettier-ignore
    expect(valuesOf([row])).toEqual([{ id: 1, list: [1] }]);
  });
});

function keysOf(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}
