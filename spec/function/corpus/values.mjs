/** Functions that captured data: each type that structured cloning knows, and those that only we carry over. */

const whole = 3;
let changed = 4;
changed++;
const fraction = 0.1;
const negativeZero = -0;
const notANumber = NaN;
const infinite = -Infinity;
const big = 12_345_678_901_234_567_890n;
const text = 'tëxt ✓ \u2028 ${x} ` \\';
const flag = false;
const nothing = null;
let missing;
const list = [1, [2, 3], { four: 4 }];
const holes = [1, , 3]; // oxlint-disable-line no-sparse-arrays -- holes have to survive
const record = { a: { b: [1, 2] }, 'odd key': 1, 3: 'three' };
const bare = Object.assign(Object.create(null), { a: 1 });
const proto = JSON.parse('{"__proto__": 1, "a": 2}');
const circle = { name: 'circle' };
circle.self = circle;
const twin = { n: 0 };
const twins = [twin, twin];
const map = new Map([[1, { a: 2 }]]);
const byObject = new Map([[twin, 'twin']]);
const set = new Set(['a', 'b']);
const date = new Date(86_400_000);
const pattern = /a(\d)/gi;
const sticky = /b/y;
sticky.lastIndex = 1;
const bytes = new Uint8Array([1, 2, 300]);
const part = new Float64Array([0, 1.5, 2.5]).subarray(1);
const bigs = new BigInt64Array([-5n]);
const memory = new Uint8Array([9, 8]).buffer;
const dataView = new DataView(memory, 1);
const buffer = Buffer.from('buffer');
const boxed = [new Number(1), new String('s'), new Boolean(false)];
const error = Object.assign(new RangeError('captured'), { code: 'E_CODE' });
const caused = new Error('outer', { cause: new TypeError('inner') });
const shared = new Int32Array(new SharedArrayBuffer(8));
// (a, b) => a + b
const adder = new WebAssembly.Module(
  Buffer.from('0061736d0100000001070160027f7f017f030201000707010361646400000a09010700200020016a0b', 'hex'),
);
const registered = Symbol.for('rxjs-pool.corpus');
const withSymbolValue = { kind: Symbol.for('kind'), at: Symbol.iterator };
const symbolKey = { [Symbol.for('key')]: 'by symbol' };
const frozen = Object.freeze({ a: 1 });
const huge = new Map(Array.from({ length: 1000 }, (_, at) => [at, `value ${at}`]));
const { a: destructured, ...rest } = { a: 1, b: 2, c: 3 };
const [first, , third = 33] = [1, 2];
const url = new URL('https://example.org/a?b=c');
const aborted = { reason: 'x', list: [new Map([['k', new Set([1n])]])] };
var hoisted = 'var';
const __proto = 'underscores';
const größe = 'unicode name';
const $ = 'dollar';
const async = 'a keyword in places';
const of = 'another';
const value = 'the name that the loader uses';
const value_ = 'and its stand-in';

/** @type {() => import('./case.mjs').Case[]} */
export const values = () => [
  { name: 'a const number', fn: (x) => x + whole, way: 'closure', result: 8 },
  { name: 'a let as it is at the call', fn: (x) => x + changed, way: 'closure', result: 10 },
  { name: 'a fraction', fn: () => fraction + 0.2, way: 'closure', result: 0.1 + 0.2 },
  { name: 'negative zero', fn: () => Object.is(negativeZero, -0), way: 'closure', result: true },
  { name: 'NaN and Infinity', fn: () => [notANumber, infinite], way: 'closure', result: [NaN, -Infinity] },
  { name: 'a BigInt', fn: () => big + 1n, way: 'closure', result: 12_345_678_901_234_567_891n },
  { name: 'text with everything', fn: () => text, way: 'closure', result: 'tëxt ✓ \u2028 ${x} ` \\' },
  { name: 'a boolean', fn: () => !flag, way: 'closure', result: true },
  { name: 'null', fn: () => nothing, way: 'closure', result: null },
  {
    name: 'undefined',
    fn: () => [missing, typeof missing],
    way: 'closure',
    result: [undefined, 'undefined'],
  },
  { name: 'an array', fn: () => list[2].four + list[1][1], way: 'closure', result: 7 },
  { name: 'an array with holes', fn: () => 1 in holes, way: 'closure', result: false },
  {
    name: 'an object',
    fn: () => [record.a.b[1], record['odd key'], record[3]],
    way: 'closure',
    result: [2, 1, 'three'],
  },
  { name: 'an object without a prototype', fn: () => bare.a, way: 'closure', result: 1 },
  {
    name: 'an object with an own __proto__',
    fn: () => Object.keys(proto).length + proto.a,
    way: 'closure',
    result: 4,
  },
  { name: 'a circle', fn: () => circle.self.self.name, way: 'closure', result: 'circle' },
  { name: 'identity within a value', fn: () => twins[0] === twins[1], way: 'closure', result: true },
  { name: 'identity across values', fn: () => twins[0] === twin, way: 'closure', result: true },
  { name: 'identity across a map', fn: () => byObject.get(twin), way: 'closure', result: 'twin' },
  { name: 'a Map', fn: (x) => map.get(1).a + x, way: 'closure', result: 7 },
  { name: 'a Set', fn: () => [...set], way: 'closure', result: ['a', 'b'] },
  { name: 'a Date', fn: () => date.toISOString(), way: 'closure', result: '1970-01-02T00:00:00.000Z' },
  {
    name: 'a regular expression',
    fn: () => ['A1'.replace(pattern, '$1'), pattern.flags],
    way: 'closure',
    result: ['1', 'gi'],
  },
  { name: 'a typed array', fn: () => bytes[2], way: 'closure', result: 44 },
  { name: 'a part of a typed array', fn: () => [...part], way: 'closure', result: [1.5, 2.5] },
  { name: 'a BigInt64Array', fn: () => bigs[0], way: 'closure', result: -5n },
  { name: 'an ArrayBuffer', fn: () => memory.byteLength, way: 'closure', result: 2 },
  { name: 'a DataView', fn: () => dataView.getUint8(0), way: 'closure', result: 8 },
  {
    name: 'a Buffer',
    fn: () => [Buffer.isBuffer(buffer), buffer.toString()],
    way: 'closure',
    result: [true, 'buffer'],
  },
  {
    name: 'boxed primitives',
    fn: () => boxed.map((one) => one.valueOf()),
    way: 'closure',
    result: [1, 's', false],
  },
  {
    name: 'an error',
    fn: () => [error instanceof RangeError, error.message],
    way: 'closure',
    result: [true, 'captured'],
  },
  { name: 'an error with its own fields', fn: () => error.code, way: 'closure', result: 'E_CODE' },
  { name: 'an error with a cause', fn: () => caused.cause?.message, way: 'closure', result: 'inner' },
  { name: 'a regular expression where it is', fn: () => sticky.lastIndex, way: 'closure', result: 1 },
  {
    name: 'shared memory',
    fn: () => Atomics.add(shared, 0, 1) >= 0 && shared.length,
    way: 'closure',
    result: 2,
    runtime: 'worker_threads',
  },
  {
    name: 'a compiled WebAssembly module',
    fn: () => new WebAssembly.Instance(adder).exports.add(20, 22),
    way: 'closure',
    result: 42,
    runtime: 'worker_threads',
  },
  {
    name: 'a registered symbol',
    fn: () => Symbol.keyFor(registered),
    way: 'closure',
    result: 'rxjs-pool.corpus',
  },
  {
    name: 'symbols inside an object',
    fn: () => [Symbol.keyFor(withSymbolValue.kind), withSymbolValue.at === Symbol.iterator],
    way: 'closure',
    result: ['kind', true],
  },
  {
    name: 'an object with what symbols name',
    fn: () => symbolKey[Symbol.for('key')],
    way: 'closure',
    result: 'by symbol',
  },
  { name: 'a frozen object', fn: () => frozen.a, way: 'closure', result: 1 },
  { name: 'a big Map', fn: (x) => huge.get(x), way: 'closure', result: 'value 5' },
  {
    name: 'destructured objects',
    fn: () => [destructured, rest],
    way: 'closure',
    result: [1, { b: 2, c: 3 }],
  },
  { name: 'destructured arrays', fn: () => first + third, way: 'closure', result: 34 },
  { name: 'deep mixtures', fn: () => aborted.list[0].get('k').has(1n), way: 'closure', result: true },
  { name: 'a var', fn: () => hoisted, way: 'closure', result: 'var' },
  {
    name: 'odd names',
    fn: () => [__proto, größe, $, async, of, value, value_].length,
    way: 'closure',
    result: 7,
  },
  { name: 'an instance that has no copy: URL', fn: () => url.href, refused: ['url'] },
];
