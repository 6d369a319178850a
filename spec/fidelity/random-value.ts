import * as fc from 'fast-check';
import { AppError, Money, Point, Stack } from './fixtures/values.js';

/** A value of any kind, whose parts may be shared, and lead back to it. */
export const randomValue: fc.Arbitrary<unknown> = fc
  .tuple(
    fc.array(fc.nat(), { minLength: 1, maxLength: 12 }),
    fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 4 }),
  )
  .chain(([kinds, links]) =>
    fc.tuple(
      fc.tuple(...kinds.map((kind) => ALL[kind % ALL.length] as fc.Arbitrary<Node>)),
      fc.constant(links),
    ),
  )
  .map(([nodes, links]) => {
    // Each holds the next one, and some hold others.
    for (const [at, { hold }] of nodes.entries()) if (at > 0) hold?.(nodes[at - 1]?.value);
    for (const [from, to] of links) nodes[from % nodes.length]?.hold?.(nodes[to % nodes.length]?.value);
    return nodes.at(-1)?.value;
  });

/** A part of a value, and what puts another into it, if it can hold any. */
interface Node {
  readonly value: unknown;
  readonly hold?: (value: unknown) => void;
}

const primitive: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(undefined, null, true, NaN, -0, Infinity, 2n ** 70n, '', '\ud800'),
  fc.double(),
  fc.string({ maxLength: 4 }),
);
const key = fc.constantFrom('a', 'b', '0', 'then_', '__proto__', 'constructor', 'length_');

let holds = 0;

function put(owner: object, name: string, value: unknown): void {
  Object.defineProperty(owner, name, { value, writable: true, enumerable: true, configurable: true });
}

function object(value: object, fields: ReadonlyArray<readonly [string, unknown]> = []): Node {
  for (const [name, field] of fields) put(value, name, field);
  return { value, hold: (part) => put(value, `held${holds++ % 5}`, part) };
}

const fields = fc.array(fc.tuple(key, primitive), { maxLength: 4 });
const bytes = fc.uint8Array({ minLength: 8, maxLength: 16 });

const ALL: ReadonlyArray<fc.Arbitrary<Node>> = [
  primitive.map((value) => ({ value })),
  fields.map((all) => object({}, all)),
  fields.map((all) => object(Object.create(null) as object, all)),
  fc
    .array<unknown>(primitive, { maxLength: 4 })
    .map((value) => ({ value, hold: (part) => value.push(part) })),
  // With holes and another member.
  fc.nat(3).map((length) => {
    const value: unknown[] = [];
    value.length = length;
    put(value, 'extra', length);
    return { value, hold: (part) => (value[length + 2] = part) };
  }),
  fc
    .array(primitive, { minLength: 60, maxLength: 70 })
    .map((value) => ({ value, hold: (part) => value.push(part) })),
  fc.array<[unknown, unknown]>(fc.tuple(primitive, primitive), { maxLength: 3 }).map((entries) => {
    const value = new Map(entries);
    return { value, hold: (part) => value.set(part, part) };
  }),
  fc.array<unknown>(primitive, { maxLength: 3 }).map((items) => {
    const value = new Set(items);
    return { value, hold: (part) => value.add(part) };
  }),
  fc.date().map((value) => ({ value })),
  fc.constantFrom(/a+/giu, /x/).map((value) => ({ value: new RegExp(value) })),
  fc.constantFrom(Object(1), Object('text'), Object(false)).map((value: unknown) => ({ value })),
  // Views of one memory.
  bytes.map(({ buffer }) =>
    object({
      all: new Uint8Array(buffer),
      some: new Int16Array(buffer, 2, 2),
      view: new DataView(buffer, 1),
      buffer,
    }),
  ),
  bytes.map((value) => ({ value })),
  fc.constant(5000).map((length) => object({ large: new Float64Array(length).fill(1.5) })),
  bytes.map((value) => object({ pooled: Buffer.from(value), own: Buffer.from(value.slice().buffer) })),
  fc.tuple(primitive, primitive).map(([x, y]) => object(new Point(x, y))),
  fc.integer().map((cents) => ({ value: new Money(cents) })),
  fc.array<unknown>(primitive, { maxLength: 3 }).map((items) => {
    const value = new Stack<unknown>();
    value.push(...items);
    return { value, hold: (part) => value.push(part) };
  }),
  fc.tuple(fc.string(), fields).map(([message, all]) => {
    const value = new RangeError(message, { cause: all.length });
    Object.defineProperty(value, 'hidden', { value: 1, writable: true, configurable: true });
    return { value, hold: (part: unknown) => put(value, `held${holds++ % 5}`, part) };
  }),
  fc.string().map((message) => object(new AppError(message))),
];

const rows = fc
  .tuple(fc.uniqueArray(key, { maxLength: 4 }), fc.integer({ min: 128, max: 140 }))
  .chain(([keys, length]) =>
    fc.array(fc.tuple(...keys.map(() => primitive)), { minLength: length, maxLength: length }).map((values) =>
      values.map(
        (row) =>
          object(
            {},
            row.map((field, at) => [keys[at] ?? '', field] as const),
          ).value,
      ),
    ),
  );
const numbers = fc.array<unknown>(fc.double(), { minLength: 256, maxLength: 300 });

/** Items of one call: a few of any kind, or many of one kind, perhaps with another among them. */
export const randomItems: fc.Arbitrary<unknown[]> = fc.oneof(
  { weight: 4, arbitrary: fc.array(randomValue, { minLength: 1, maxLength: 4 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.oneof(rows, numbers), fc.option(fc.tuple(fc.nat(127), randomValue)))
      .map(([items, other]) => (other ? items.with(...other) : items)),
  },
);
