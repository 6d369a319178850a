import type { Property } from '../wire/shipment.js';
import type { AnyFunction } from './any-function.js';
import { privateStaticsOf } from './locate.js';
import { descriptorOf, propertiesOf } from './object-content.js';
import type { FunctionSource } from './read-source.js';
import type { Primitive, Subject } from './subject.js';

type Reference = Subject | Primitive;

/** Changes to a function or class since its source was evaluated. */
export interface ClassState {
  readonly own: ReadonlyArray<Property<Reference>>;
  readonly prototype: ReadonlyArray<Property<Reference>>;
  /** The prototype of its prototype, if the source gives it another. */
  readonly parent: Reference | undefined;
  /** Its own prototype, likewise. */
  readonly inherits: Reference | undefined;
  /** The values of private static fields. */
  readonly statics: readonly Reference[];
  /** There is state, which may change. */
  readonly isVolatile: boolean;
}

/** Keys that every function has, or may have. */
const USUAL = new Set<string | symbol>(['length', 'name', 'prototype', 'arguments', 'caller']);

/** Functions of each kind inherit from one of these. */
const USUAL_PARENTS = new Set<unknown>([
  Function.prototype,
  Object.getPrototypeOf(async () => undefined),
  Object.getPrototypeOf(function* () {}),
  Object.getPrototypeOf(async function* () {}),
]);

const USUAL_PROTOTYPE_PARENTS = new Set<unknown>([
  Object.prototype,
  Object.getPrototypeOf(function* () {}.prototype),
  Object.getPrototypeOf(async function* () {}.prototype),
]);

/**
 * Reads the state of a function or class.
 *
 * @param part - Captures a value that belongs to it; `step` says where.
 */
export function classState(
  fn: AnyFunction,
  source: FunctionSource,
  part: (value: unknown, step: string) => Reference,
): ClassState {
  const { classBody } = source;
  const keys = Reflect.ownKeys(fn).filter((key) => !isGiven(fn, key, source, true));
  const own = propertiesOf(fn, keys, part);
  const held: unknown = Object.getOwnPropertyDescriptor(fn, 'prototype')?.value;
  const isHolder = typeof held === 'object' && held !== null;
  const prototype = isHolder ? prototypeOf(held, source, part) : [];
  const parent: unknown = isHolder ? Object.getPrototypeOf(held) : undefined;
  const isUsual = !isHolder || classBody !== undefined || USUAL_PROTOTYPE_PARENTS.has(parent);
  const inherited: unknown = Object.getPrototypeOf(fn);
  const isUsualItself = classBody !== undefined || USUAL_PARENTS.has(inherited);
  const privates = classBody?.privateStatics.length ? privateStaticsOf(fn) : undefined;
  return {
    own,
    prototype,
    parent: isUsual ? undefined : part(parent, '.prototype.__proto__'),
    inherits: isUsualItself ? undefined : part(inherited, '.__proto__'),
    statics: (classBody?.privateStatics ?? []).map((name) => part(privates?.get(name), `.${name}`)),
    isVolatile: own.length > 0 || prototype.length > 0 || privates !== undefined,
  };
}

function prototypeOf(
  held: object,
  source: FunctionSource,
  part: (value: unknown, step: string) => Reference,
): Array<Property<Reference>> {
  const keys = Reflect.ownKeys(held).filter((key) => !isGiven(held, key, source, false));
  const gone = (source.classBody?.methods ?? []).filter(
    ({ name, isStatic, kind }) =>
      name !== undefined && !isStatic && kind !== 'constructor' && !Object.hasOwn(held, name),
  );
  const missing = [
    ...gone.map(({ name }) => name),
    ...(Object.hasOwn(held, 'constructor') ? [] : ['constructor']),
  ];
  return [
    ...propertiesOf(held, keys, (value, step) => part(value, `.prototype${step}`)),
    ...missing.map((name) => ({ key: part(name, ''), isEnumerable: false, isWritable: false })),
  ];
}

/** True for a member that is there as soon as the source is evaluated, and as it is now. */
function isGiven(
  owner: object,
  key: string | symbol,
  { classBody, code }: FunctionSource,
  isStatic: boolean,
): boolean {
  const { value, get, set } = descriptorOf(owner, key);
  if (isStatic && USUAL.has(key) && typeof value !== 'function') return true;
  if (!isStatic && key === 'constructor')
    return (value as { prototype?: unknown } | undefined)?.prototype === owner;
  const functions = [
    ['method', value],
    ['get', get],
    ['set', set],
  ] as const;
  if (!functions.some(([, one]) => one !== undefined)) return false;
  return functions.every(([kind, one]) => {
    if (one === undefined) return true;
    return (
      typeof one === 'function' &&
      (classBody?.methods ?? []).some((method) => {
        if (method.isStatic !== isStatic || method.kind !== kind) return false;
        if (method.name !== undefined && method.name !== key) return false;
        const text = Function.prototype.toString.call(one);
        return code.slice(...method.at).endsWith(text);
      })
    );
  });
}
