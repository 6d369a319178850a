import { attempt } from './attempt.js';

const { getPrototypeOf } = Object;

/**
 * Classes of the platform that Node has in JavaScript: structured clone takes their instances for plain objects, and
 * makes `{}` of them. By name, what to send instead.
 */
const INSTEAD: Readonly<Record<string, string>> = {
  URL: 'send its href',
  URLSearchParams: 'send it as a string',
  Headers: 'send its entries, as an array',
  FormData: 'send its entries, as an array',
  Request: 'send its url, its method and what its arrayBuffer() resolves to',
  Response: 'send its status and what its arrayBuffer() resolves to',
  Blob: 'send what its arrayBuffer() resolves to',
  File: 'send its name and what its arrayBuffer() resolves to',
  AbortController: 'use the signal of currentTask() in its place',
  AbortSignal: 'use the signal of currentTask() in its place',
  EventTarget: 'send plain data',
  Event: 'send its type and its data',
  TextEncoder: 'make it in the function',
  TextDecoder: 'make it in the function',
  MessageChannel: 'send one of its ports, and name that in transfer',
  ReadableStream: 'name it in transfer',
  WritableStream: 'name it in transfer',
  TransformStream: 'name it in transfer',
  CompressionStream: 'make it in the function',
  DecompressionStream: 'make it in the function',
  Performance: 'send plain data',
  Crypto: 'use the one that is there',
  SubtleCrypto: 'use the one that is there',
};

/** What the platform, and not the program, has made an object of this prototype for; undefined for any other. */
export function findForeign(prototype: object): { readonly advice: string } | undefined {
  for (
    let at: object | null = prototype;
    at && at !== Object.prototype;
    at = getPrototypeOf(at) as object | null
  ) {
    const owner: unknown = Object.getOwnPropertyDescriptor(at, 'constructor')?.value;
    if (typeof owner !== 'function') continue;
    // Not all at once: to ask for some of them loads them.
    const name = attempt(() => owner.name) as string;
    const advice = Object.hasOwn(INSTEAD, name) ? INSTEAD[name] : undefined;
    if (advice !== undefined && Reflect.get(globalThis, name) === owner) return { advice };
    if (owner !== Object && isNative(owner) && at !== prototypeOfObject(at))
      return { advice: 'send plain data' };
  }
  return undefined;
}

/** True for a function that is no JavaScript. */
export function isNative(fn: unknown): boolean {
  return typeof fn === 'function' && Function.prototype.toString.call(fn).endsWith('{ [native code] }');
}

/** The prototype of all objects, in the realm of `at`. */
function prototypeOfObject(at: object): object {
  const next = getPrototypeOf(at) as object | null;
  return next ? prototypeOfObject(next) : at;
}

const ofPlatform = new WeakMap<object, boolean>();

/** True for the prototype of what structured clone gives back as it was, in this realm or another. */
export function isOfPlatform(prototype: object): boolean {
  const known = ofPlatform.get(prototype);
  if (known !== undefined) return known;
  const found = isNative(Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value);
  ofPlatform.set(prototype, found);
  return found;
}

/** True for the prototype of plain objects in another realm, such as a `vm` context. */
export function isPlainElsewhere(prototype: object): boolean {
  const owner: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  return (
    getPrototypeOf(prototype) === null && isNative(owner) && (owner as { name: string }).name === 'Object'
  );
}
