import fc from 'fast-check';

/** A program that makes one function, as source. */
export interface RandomProgram {
  /** Statements that declare what the function captures, and `main`, the function. */
  readonly source: string;
  /** Statements that a program runs between two calls. */
  readonly changes: readonly string[];
  readonly items: readonly number[];
}

const NAMES = ['a', 'b', 'c', 'd'] as const;

const value = fc.oneof(
  fc.integer({ min: -3, max: 9 }).map(String),
  fc.constantFrom('[1, 2]', '{ p: 1 }', "'s'", 'new Map([[1, 2]])', 'Uint8Array.of(1, 2, 3)', 'undefined'),
  fc.constantFrom('Object.assign(Object.create(null), { p: 3 })', 'Object.freeze({ p: 2 })', '/x/g'),
);

const keyword = fc.constantFrom('let', 'const', 'var');

/** Reads variables; never fails, whatever they hold. */
const reading: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...NAMES).map((name) => `show(${name})`),
  fc.constantFrom('f(x)', 'g(x)', 'counter.get()', 'other.get()', 'new K(x).m(1)', 'K.s', 'new L(x).m(2)'),
  fc.constantFrom(
    'view[0]',
    'bytes[1]',
    'data.getUint8(1)',
    'view.buffer === data.buffer',
    'f.extra',
    'f.name',
  ),
  fc.constantFrom('pair[0]()', 'box.fn(x)', 'inner()', 'new Old(x).m()', 'typeof h', 'dict.constructor'),
);

const writing: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...NAMES).map((name) => `set(() => { ${name} = x })`),
  fc.constantFrom(...NAMES).map((name) => `set(() => { ${name}++ })`),
  fc.constantFrom(
    'counter.inc()',
    'other.inc()',
    'pair[1](x)',
    'view[0] = x',
    'data.setUint8(1, x)',
    'K.s += x',
  ),
  fc.constantFrom(
    'box.n = x',
    'set(() => { a.push(x) })',
    'set(() => { b.p = x })',
    'set(() => { h = () => x })',
    'f.extra = x',
  ),
);

const body = (expression: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.array(expression, { minLength: 1, maxLength: 4 }).map((all) => `[${all.join(', ')}]`);

const declarations = (expression: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .record({
      kinds: fc.tuple(keyword, keyword, keyword, keyword),
      values: fc.tuple(value, value, value, value),
      f: body(expression),
      g: body(expression),
      main: body(expression),
      isDeclaration: fc.boolean(),
      isNested: fc.boolean(),
      isPatched: fc.boolean(),
      hasEval: fc.boolean(),
    })
    .map(({ kinds, values, f, g, main, isDeclaration, isNested, isPatched, hasEval }) => {
      const lines = [
        ...NAMES.map((name, at) => `${kinds[at]} ${name} = ${values[at]};`),
        "let depth = 0; const show = (v) => { try { return typeof v === 'function' ? 'fn' : JSON.stringify(v?.entries?.call && !(v instanceof Array) ? [...v.entries()] : v) ?? 'u'; } catch { return '?'; } };",
        "const set = (change) => { try { change(); return 'set'; } catch (error) { return error.constructor.name; } };",
        'const make = (n) => ({ inc: () => ++n, get: () => n });',
        'const counter = make(1), other = make(1);',
        'const state = (v) => [() => v, (next) => { v = next; return v; }];',
        'const pair = state(2);',
        'const data = new DataView(new ArrayBuffer(8)), view = new Uint8Array(data.buffer), bytes = view.subarray(0, 4);',
        'class K { static s = 1; #q = 2; constructor(x) { this.x = x; } m(y) { return this.x + this.#q + y; } }',
        'class L extends K { m(y) { return super.m(y) * 2; } }',
        'function Old(x) { this.x = x; } Old.prototype.m = function () { return this.x + 1; };',
        isPatched ? 'K.prototype.m = function (y) { return this.x * y; }; K.s = 7;' : '',
        'let h = () => 1; const dict = Object.assign(Object.create(null), { p: 1 });',
        'const box = { n: 1, fn(x) { return this.n + x; } };',
        'function outer() { class K { m() { return 9; } } class M extends K {} return () => new M().m(); } const inner = outer();',
        isDeclaration
          ? `function f(x) { if (++depth > 3) { depth--; return 0; } const r = ${f}; depth--; return r; }`
          : `const f = (x) => { if (++depth > 3) { depth--; return 0; } const r = ${f}; depth--; return r; };`,
        'f.extra = 5;',
        `const g = (x) => { if (++depth > 3) { depth--; return 0; } const r = ${g}; depth--; return r; };`,
        `const main = (x) => ${main};`,
      ].filter((line) => line !== '');
      const text = lines.join('\n');
      const changing = hasEval ? '(at) => eval(CHANGES[at])' : '(at) => ACTIONS[at]()';
      return isNested
        ? `const made = (() => {\n${text}\nreturn { main, change: ${changing} };\n})();\nexport const get = () => made;`
        : `${text}\nexport const get = () => ({ main, change: ${changing} });`;
    });

const change = fc.oneof(
  fc.tuple(fc.constantFrom(...NAMES), value).map(([name, next]) => `set(() => { ${name} = ${next}; })`),
  fc.constantFrom(
    'counter.inc()',
    'pair[1](5)',
    'view[0] = 9',
    'K.s = 4',
    'box.n = 8',
    'f.extra = 6',
    'set(() => { h = () => 2; })',
  ),
  fc.constantFrom(
    'K.prototype.m = () => 0',
    'dict.p = 4',
    'set(() => { a.push(1) })',
    'set(() => { b.p = 9 })',
  ),
);

function program(
  expression: fc.Arbitrary<string>,
  changes: fc.Arbitrary<string[]>,
): fc.Arbitrary<RandomProgram> {
  return fc
    .record({
      source: declarations(expression),
      changes,
      items: fc.array(fc.nat(5), { minLength: 1, maxLength: 3 }),
    })
    .map(({ source, changes: all, items }) => ({
      source: source
        .replace('CHANGES', JSON.stringify(all))
        .replace('ACTIONS', `[${all.map((one) => `() => { ${one} }`).join(', ')}]`),
      changes: all,
      items,
    }));
}

/** A function that changes what it captured, called once with several items. */
export const changing = program(fc.oneof(reading, writing), fc.constant([]));

/** A function that only reads, called again after each change that the program makes. */
export const changed = program(reading, fc.array(change, { minLength: 1, maxLength: 4 }));
