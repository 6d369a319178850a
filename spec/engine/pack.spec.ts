import { deepStrictEqual } from 'node:assert';
import { types } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pack, unpack, type Packed } from '../../dist/wire/pack.js';

const channel = { isProxy: types.isProxy };

/** The two ways on which messages go. */
const ways: Array<readonly [string, (packed: Packed) => Packed]> = [
  ['between threads', (packed) => structuredClone(packed)],
  ['between processes', (packed) => deserialize(serialize(packed)) as Packed],
];

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
    const expected = Array.from(unpack(send(values)));
    const actual = Array.from(unpack(send(pack(values, channel))));
    deepStrictEqual(actual, expected);
    deepStrictEqual(actual.map(keysOf), expected.map(keysOf));
  };

  it('numbers: the same as structured clone makes of them', () => {
    fc.assert(fc.property(numbers, same), { numRuns: 100 });
  });

  it('rows: the same as structured clone makes of them', () => {
    fc.assert(fc.property(rows, same), { numRuns: 200 });
  });
});

describe('packing', () => {
  const many = Array.from({ length: 300 }, (_, at) => at);

  it('takes what is worth it', () => {
    expect(pack(many, channel)).toBeInstanceOf(Float64Array);
    expect(
      pack(
        many.map((id) => ({ id, name: `n ${id}` })),
        channel,
      ),
    ).toMatchObject({
      keys: ['id', 'name'],
      length: 300,
    });
    const few = many.slice(0, 20);
    expect(pack(few, channel)).toBe(few);
  });

  it.each([
    ['a getter that differs', () => many.map(() => ({ get id() { return {}; } }))], // prettier-ignore
    ['a proxy', () => many.map((id) => new Proxy({ id }, {}))],
    ['a class', () => many.map((id) => Object.assign(new Blob([]), { id }))],
    ['no prototype', () => many.map((id) => Object.assign(Object.create(null) as object, { id }))],
    ['a symbol', () => many.map((id) => ({ id, symbol: Symbol.iterator }))],
    ['a function', () => many.map((id) => ({ id, call: () => id }))],
    ['another key in one row', () => many.map((id) => (id === 200 ? { other: id } : { id }))],
    ['another order in one row', () => many.map((id) => (id === 200 ? { b: 1, a: 1 } : { a: 1, b: 1 }))],
    ['a key too many in one row', () => many.map((id) => (id === 200 ? { a: 1, b: 1 } : { a: 1 }))],
    ['the name of the prototype', () => many.map(() => JSON.parse('{"__proto__":1}') as unknown)],
    ['nothing', () => many.map(() => ({}))],
    ['arrays', () => many.map((id) => [id])],
    ['null', () => many.map(() => null)],
  ])('leaves rows with %s to structured clone', (_, make) => {
    const values = make();
    expect(pack(values, channel)).toBe(values);
  });
});

function keysOf(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}
