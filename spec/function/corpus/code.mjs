/** Functions that captured functions and classes, and functions of every form. */

const k = 3;
const isEven = (n) => (n === 0 ? true : isOdd(n - 1));
const isOdd = (n) => (n === 0 ? false : isEven(n - 1));
function factorial(n) {
  return n <= 1 ? 1 : n * factorial(n - 1);
}
const chain = { one: () => chain.two() + 1, two: () => chain.three() + 1, three: () => k };

class Shape {
  static made = 0;
  static unit = 'cm';
  constructor(size) {
    this.size = size;
  }
  static of(size) {
    return new this(size);
  }
  get area() {
    return this.size * this.size;
  }
  toString() {
    return `${this.constructor.name} ${this.area} ${Shape.unit}`;
  }
}
class Square extends Shape {
  #secret = k;
  get hidden() {
    return this.#secret + this.area;
  }
  static #counter = 0;
  static next() {
    return ++Square.#counter;
  }
  toString() {
    return `[${super.toString()}]`;
  }
}
class CustomError extends Error {
  name = 'CustomError';
}
class Stack extends Array {
  peek() {
    return this.at(-1);
  }
}
class Node {
  constructor(value) {
    this.value = value;
  }
  link() {
    return new Tree([this]);
  }
}
class Tree {
  constructor(nodes) {
    this.nodes = nodes;
  }
  grow(value) {
    return new Node(value).link();
  }
}
class Blocks {
  static table = new Map();
  static {
    Blocks.table.set('a', k);
  }
  static handlers = { run: (x) => x + k };
  static [`computed${1}`] = 'computed';
}
const Expression = class Inner {
  static who() {
    return Inner.name;
  }
};
const makeClass = (base) =>
  class extends base {
    extra() {
      return `${this.area} extra`;
    }
  };
const Mixed = makeClass(Shape);

// As TypeScript compiles an enum, a const enum that is preserved, and a namespace that is merged with a function.
var Color;
(function (Color) {
  Color[(Color['Red'] = 0)] = 'Red';
  Color[(Color['Blue'] = 1)] = 'Blue';
})(Color || (Color = {}));
var Level;
(function (Level) {
  Level['Low'] = 'low';
})(Level || (Level = {}));
function Geometry(x) {
  return Geometry.scale * x;
}
(function (Geometry) {
  Geometry.scale = 10;
  Geometry.area = (x) => x * Geometry.scale;
})(Geometry || (Geometry = {}));
// As TypeScript compiles a class with private members for old targets, and `import x = require()`.
var _Old_value;
class Old {
  constructor(value) {
    _Old_value.set(this, value);
  }
}
_Old_value = new WeakMap();

function* naturals() {
  for (let n = k; ; n++) yield n;
}
async function* asyncNaturals(end) {
  for (let n = 0; n < end; n++) yield n + k;
}
const tag = (strings, ...rest) => `${strings.raw.join('|')} ${rest.join()}`;
const { floor, max } = Math;
const slice = Array.prototype.slice;
const { log } = console;
const parse = JSON.parse;
const handlers = { add: (a, b) => a + b, nested: { mul: (a, b) => a * b }, k, list: [(x) => x + k] };
const dispatch = new Map([
  ['double', (x) => x * 2],
  ['k', (x) => x * k],
]);
const hooks = new Set([(x) => x + 1, (x) => x * k]);
const curry = (a) => (b) => (c) => a + b + c + k;
const memo = (fn) => {
  const known = new Map();
  return (x) => {
    if (!known.has(x)) known.set(x, fn(x));
    return known.get(x);
  };
};
const withMembers = Object.assign((x) => x + withMembers.more, { more: 7 });
const methods = {
  half(x) {
    return x / 2 + k;
  },
  async wait(x) {
    await null;
    return x + k;
  },
  *each(x) {
    yield x;
    yield k;
  },
  'quoted name'(x) {
    return x - k;
  },
  [`computed ${k}`](x) {
    return x + 2 * k;
  },
  arrow: (x) => x + k,
  get() {
    return 'get';
  },
  async() {
    return 'async';
  },
};
const accessors = Object.getOwnPropertyDescriptor(
  {
    get five() {
      return 5 + k;
    },
  },
  'five',
);
const loopFunctions = [];
for (let i = 0; i < 3; i++) loopFunctions.push((x) => x * i);
const fromEval = new Function('x', 'return x * 2');
const indirectEval = (0, eval)('(x) => x + 1');

/** @type {() => import('./case.mjs').Case[]} */
export const code = () => [
  { name: 'an arrow function', fn: (x) => x * 2, way: 'source', result: 10 },
  { name: 'a function with globals only', fn: (x) => Math.max(x, JSON.parse('7')), way: 'source', result: 7 },
  {
    name: 'a function expression with its own name',
    fn: function sum(n) {
      return n === 0 ? 0 : n + sum(n - 1);
    },
    way: 'source',
    result: 15,
  },
  {
    name: 'a function declared inside another',
    fn: (x) => {
      function inner(y) {
        return y + 1;
      }
      return inner(x);
    },
    way: 'source',
    result: 6,
  },
  {
    name: 'names that shadow',
    fn: (x) => {
      const k = 100;
      return x + k;
    },
    way: 'source',
    result: 105,
  },
  {
    name: 'labels, catch clauses and members are no variables',
    fn: (x) => {
      k: for (;;) break k;
      try {
        throw { k: x };
      } catch ({ k }) {
        return k;
      }
    },
    way: 'source',
    result: 5,
  },
  { name: 'default parameters', fn: (x, y = k, { z = y } = {}) => x + z, way: 'closure', result: 8 },
  { name: 'rest parameters', fn: (...all) => all.length + k, args: [1, 2, 3], way: 'closure', result: 6 },
  {
    name: 'arguments',
    fn: function () {
      return arguments.length + k;
    },
    args: [1, 2],
    way: 'closure',
    result: 5,
  },
  {
    name: 'destructured parameters',
    fn: ({ a: [b] }) => b + k,
    args: [{ a: [1] }],
    way: 'closure',
    result: 4,
  },
  {
    name: 'an async function',
    fn: async (x) => {
      await null;
      return x + k;
    },
    way: 'closure',
    result: 8,
  },
  { name: 'a generator that is called', fn: () => naturals().next().value, way: 'closure', result: 3 },
  {
    name: 'an async generator that is called',
    fn: async () => {
      const all = [];
      for await (const n of asyncNaturals(2)) all.push(n);
      return all;
    },
    way: 'closure',
    result: [3, 4],
  },
  { name: 'a tagged template', fn: (x) => tag`a${x}\n`, way: 'closure', result: 'a|\\n 5' },
  { name: 'a member of Math', fn: (x) => floor(x + 0.5) + max(1, 2), way: 'closure', result: 7 },
  { name: 'a method of a prototype', fn: () => slice.call('abc', 1).join(''), way: 'closure', result: 'bc' },
  { name: 'a function of the console', fn: () => typeof log, way: 'closure', result: 'function' },
  { name: 'a global under another name', fn: () => parse('[1]'), way: 'closure', result: [1] },
  { name: 'mutual recursion', fn: (x) => [isEven(x), isOdd(x)], way: 'closure', result: [false, true] },
  { name: 'recursion by its own name', fn: factorial, way: 'source', result: 120 },
  { name: 'an object that refers to itself', fn: () => chain.one(), way: 'closure', result: 5 },
  {
    name: 'functions in an object',
    fn: (x) => handlers.add(x, handlers.nested.mul(2, 3)) + handlers.k,
    way: 'closure',
    result: 14,
  },
  { name: 'functions in an array', fn: (x) => handlers.list[0](x), way: 'closure', result: 8 },
  {
    name: 'functions in a Map',
    fn: (x) => dispatch.get('double')(x) + dispatch.get('k')(x),
    way: 'closure',
    result: 25,
  },
  {
    name: 'functions in a Set',
    fn: (x) => [...hooks].map((hook) => hook(x)),
    way: 'closure',
    result: [6, 15],
  },
  { name: 'captured arguments', fn: curry(1)(2), way: 'closure', result: 11 },
  { name: 'a memoized function', fn: memo((x) => x + k), way: 'closure', result: 8 },
  { name: 'a function with members', fn: withMembers, way: 'closure', result: 12 },
  { name: 'functions made in a loop', fn: loopFunctions[2], way: 'closure', result: 10 },
  { name: 'a function made of text', fn: fromEval, way: 'source', result: 10 },
  { name: 'a function made by eval', fn: indirectEval, way: 'source', result: 6 },
  { name: 'a function that evaluates text', fn: (x) => eval('x + 1'), way: 'source', result: 6 },
  { name: 'a closure that evaluates text', fn: (x) => eval('x + 1') * k, way: 'closure', result: 18 },
  { name: 'a method', fn: methods.half, way: 'closure', result: 5.5 },
  { name: 'an async method', fn: methods.wait, way: 'closure', result: 8 },
  {
    name: 'a generator method that is called',
    fn: (x) => [...methods.each(x)],
    way: 'closure',
    result: [5, 3],
  },
  { name: 'a method with a quoted name', fn: methods['quoted name'], way: 'closure', result: 2 },
  { name: 'a method with a computed name', fn: methods['computed 3'], way: 'closure', result: 11 },
  { name: 'a method called get', fn: methods.get, way: 'source', result: 'get' },
  { name: 'a method called async', fn: methods.async, way: 'source', result: 'async' },
  { name: 'a getter', fn: accessors.get, way: 'closure', result: 8 },
  { name: 'a class', fn: (x) => new Shape(x).area, way: 'closure', result: 25 },
  { name: 'static members', fn: (x) => `${Shape.of(x)}`, way: 'closure', result: 'Shape 25 cm' },
  { name: 'an inherited class', fn: (x) => String(new Square(x)), way: 'closure', result: '[Square 25 cm]' },
  { name: 'private members', fn: (x) => new Square(x).hidden, way: 'closure', result: 28 },
  { name: 'private static members', fn: () => Square.next() > 0, way: 'closure', result: true },
  {
    name: 'an inherited static method',
    fn: (x) => Square.of(x) instanceof Shape,
    way: 'closure',
    result: true,
  },
  {
    name: 'a class that extends Error',
    fn: () => String(new CustomError('m')),
    way: 'closure',
    result: 'CustomError: m',
  },
  { name: 'a class that extends Array', fn: (x) => Stack.of(1, x).peek(), way: 'closure', result: 5 },
  {
    name: 'classes that use each other',
    fn: (x) => new Tree([]).grow(x).nodes[0].value,
    way: 'closure',
    result: 5,
  },
  { name: 'a static block', fn: () => Blocks.table.get('a'), way: 'closure', result: 3 },
  { name: 'static functions in an object', fn: (x) => Blocks.handlers.run(x), way: 'closure', result: 8 },
  { name: 'a computed static member', fn: () => Blocks.computed1, way: 'closure', result: 'computed' },
  { name: 'a class expression', fn: () => Expression.who(), way: 'closure', result: 'Inner' },
  { name: 'a mixin', fn: (x) => new Mixed(x).extra(), way: 'closure', result: '25 extra' },
  { name: 'a static method that needs no class', fn: Expression.who, way: 'closure', result: 'Inner' },
  {
    name: 'a class made inside',
    fn: (x) => {
      class Local extends Shape {
        #y = x;
        get z() {
          return this.#y + this.area;
        }
      }
      return new Local(x).z;
    },
    way: 'closure',
    result: 30,
  },
  { name: 'an enum', fn: (x) => Color[Color.Blue] + x, way: 'closure', result: 'Blue5' },
  { name: 'a string enum', fn: () => Level.Low, way: 'closure', result: 'low' },
  { name: 'a namespace', fn: (x) => Geometry(x) + Geometry.area(x), way: 'closure', result: 100 },
  {
    name: 'this of a function that is called as a method',
    fn: (x) => ({ x, get() { return this.x; } }).get(), // prettier-ignore
    way: 'source',
    result: 5,
  },
  {
    name: 'new.target of a function inside',
    fn: () => {
      function Target() {
        return { made: new.target === Target };
      }
      return new Target().made;
    },
    way: 'source',
    result: true,
  },
  { name: 'typeof of a name that is nowhere', fn: () => typeof nowhere, way: 'source', result: 'undefined' },
  {
    name: 'an error thrown on',
    fn: () => {
      throw new CustomError(`k is ${k}`);
    },
    way: 'closure',
    throws: 'k is 3',
  },
  {
    name: 'comments and text that look like code',
    fn: () => /* k */ 'k' + `${'k'}` /* } */,
    way: 'source',
    result: 'kk',
  },
  {
    name: 'optional chaining and nullish names',
    fn: (x) => handlers?.missing?.(x) ?? k,
    way: 'closure',
    result: 3,
  },
  {
    name: 'an object of captured names',
    fn: () => ({ k, isOdd: isOdd(1) }),
    way: 'closure',
    result: { k: 3, isOdd: true },
  },
  {
    name: 'assignments to a captured name stay in the worker',
    fn: (() => {
      let count = 10;
      return () => ++count;
    })(),
    way: 'closure',
    result: 11,
  },
];
