/** Functions that cannot travel, and the names that are in their way. */

import { EventEmitter } from 'node:events';
import { createServer, Socket } from 'node:net';
import { PassThrough, Readable } from 'node:stream';

const weakMap = new WeakMap();
const weakSet = new WeakSet();
const weakRef = new WeakRef({});
const promise = Promise.resolve(1);
const proxy = new Proxy({}, {});
const symbol = Symbol('only here');
const socket = new Socket();
const server = createServer();
const stream = new PassThrough();
const readable = Readable.from([1]);
const emitter = new EventEmitter();
const abort = new AbortController();
class Account {
  balance = 1;
  get rich() {
    return this.balance > 9;
  }
}
const account = new Account();
class Base {
  static base() {
    return 1;
  }
}
class Derived extends Base {
  static viaSuper(x) {
    return super.base() + x;
  }
  static #key = 2;
  static privately(x) {
    return Derived.#key + x;
  }
  method() {
    return this;
  }
}
const derived = new Derived();
const bound = Math.max.bind(null, 1);
const boundOwn = function (x) { return x; }.bind(null); // prettier-ignore
const getter = {
  get five() {
    return 5;
  },
  f: () => 1,
};
const dataGetter = Object.defineProperty({}, 'lazy', { get: () => 1, enumerable: true });
const service = { name: 'service', inner: { account } };
const inMap = new Map([['key', new Account()]]);
const subclass = new (class Special extends Map {})();
const iterator = [1, 2][Symbol.iterator]();
const generator = (function* () {
  yield 1;
})();
const usesSocket = (x) => socket.readyState + x;
const usesUser = (x) => usesSocket(x);
const date = new (class Day extends Date {})();
const instances = [new Account()];
const withThis = {
  factor: 2,
  method(x) {
    return x * this.factor;
  },
};
const privateStatic = Derived.privately;
const arrowThis = function () {
  return () => this;
}.call({});
const formatter = new Intl.NumberFormat('en');
const objectWithSuper = {
  __proto__: { value: () => 1 },
  value() {
    return super.value();
  },
};

const memberName = 'area';
class Computed {
  [memberName]() {
    return 1;
  }
}

/** @type {() => import('./case.mjs').Case[]} */
export const refusals = () => [
  { name: 'a WeakMap', fn: (x) => weakMap.has(x), refused: ['weakMap'] },
  { name: 'a WeakSet', fn: (x) => weakSet.has(x), refused: ['weakSet'] },
  { name: 'a WeakRef', fn: () => weakRef.deref(), refused: ['weakRef'] },
  { name: 'a promise', fn: async () => promise, refused: ['promise'] },
  { name: 'a proxy', fn: () => proxy.a, refused: ['proxy'] },
  { name: 'a symbol that is not registered', fn: () => symbol, refused: ['symbol'] },
  { name: 'a socket', fn: () => socket.readyState, refused: ['socket'] },
  { name: 'a server', fn: () => server.listening, refused: ['server'] },
  { name: 'a stream', fn: () => stream.read(), refused: ['stream'] },
  { name: 'a readable stream', fn: () => readable.read(), refused: ['readable'] },
  { name: 'an emitter', fn: () => emitter.emit('a'), refused: ['emitter'] },
  { name: 'an abort controller', fn: () => abort.signal, refused: ['abort'] },
  { name: 'an instance of a class', fn: () => account.rich, refused: ['account'] },
  {
    name: 'an instance deep inside an object',
    fn: () => service.inner.account.rich,
    refused: ['service.inner.account'],
  },
  { name: 'an instance in an array', fn: () => instances[0], refused: ['instances[0]'] },
  { name: 'an instance in a Map', fn: () => inMap.get('key'), refused: ['inMap.get(key)'] },
  { name: 'an instance of a class that extends Map', fn: () => subclass.size, refused: ['subclass'] },
  { name: 'an instance of a class that extends Date', fn: () => date.getTime(), refused: ['date'] },
  { name: 'an instance of Intl', fn: () => formatter.format(1), refused: ['formatter'] },
  { name: 'an iterator', fn: () => iterator.next(), refused: ['iterator'] },
  { name: 'a generator that runs', fn: () => generator.next(), refused: ['generator'] },
  { name: 'a native function', fn: Math.max.bind(null), refused: ['bound max'] },
  { name: 'a captured bound function', fn: (x) => bound(x), refused: ['bound'] },
  { name: 'a captured function of its own, bound', fn: (x) => boundOwn(x), refused: ['boundOwn'] },
  { name: 'a getter', fn: () => getter.five, refused: ['getter'] },
  { name: 'a defined getter', fn: () => dataGetter.lazy, refused: ['dataGetter'] },
  { name: 'this', fn: () => this, refused: ['this'] },
  { name: 'this of a function around', fn: arrowThis, refused: ['this'] },
  { name: 'a method that uses this', fn: withThis.method, refused: ['this'] },
  { name: 'a method of a class', fn: derived.method, refused: ['this'] },
  { name: 'super of a class', fn: Derived.viaSuper, refused: ['super'] },
  { name: 'super of an object', fn: objectWithSuper.value, refused: ['super'] },
  { name: 'a private name', fn: privateStatic, refused: ['#key'] },
  {
    name: 'new.target',
    fn: (function () {
      return () => new.target;
    })(),
    refused: ['new.target'],
  },
  { name: 'import.meta', fn: () => import.meta.url, refused: ['import.meta'] },
  { name: 'a name that is nowhere', fn: (x) => nowhere(x), refused: ['nowhere'] }, // oxlint-disable-line no-undef -- on purpose
  {
    name: 'a variable that only computes the name of a member',
    fn: () => new Computed().area(),
    refused: ['memberName'],
  },
  { name: 'what a captured function captured', fn: (x) => usesUser(x), refused: ['socket'] },
  {
    name: 'several at once',
    fn: () => [socket, weakMap, account],
    refused: ['socket', 'weakMap', 'account'],
  },
];
