import { types } from 'node:util';
import type { Integrity, Property } from '../wire/shipment.js';
import type { Draft, Primitive, Subject } from './subject.js';

type Reference = Subject | Primitive;

/** Captures a value that belongs to another; `step` says where it is in that. */
type CapturePart = (value: unknown, step: string) => Reference;

/** What an object that is not plain data is made of. */
export function objectContent(value: object, parent: Reference | undefined, part: CapturePart): Draft {
  if (types.isMap(value)) {
    const entries = Array.from(value, ([key, item]) => {
      return [part(key, '.keys()'), part(item, `.get(${String(key)})`)] as const;
    });
    return { type: 'map', entries };
  }
  if (types.isSet(value)) return { type: 'set', items: Array.from(value, (item) => part(item, '.values()')) };
  const integrity = integrityOf(value);
  if (Array.isArray(value)) {
    return { type: 'array', items: value.map((item, at) => part(item, `[${at}]`)), integrity };
  }
  const properties = propertiesOf(value, Reflect.ownKeys(value), part);
  if (types.isRegExp(value)) {
    const { source, flags } = value;
    return { type: 'object', base: { source, flags }, parent, properties, integrity };
  }
  return {
    type: 'object',
    base: types.isNativeError(value) ? 'error' : 'object',
    parent,
    properties,
    integrity,
  };
}

/** Properties of an object, by what they are. */
export function propertiesOf(
  owner: object,
  keys: ReadonlyArray<string | symbol>,
  part: CapturePart,
): Array<Property<Reference>> {
  return keys.map((key) => {
    const { value, get, set, enumerable, writable } = ownedBy(owner, key);
    const step = typeof key === 'symbol' ? `[${String(key)}]` : `.${key}`;
    const isAccessor = get !== undefined || set !== undefined;
    return {
      key: part(key, step),
      ...(get !== undefined && { get: part(get, step) }),
      ...(set !== undefined && { set: part(set, step) }),
      ...(!isAccessor && { value: part(value, step) }),
      isEnumerable: enumerable === true,
      isWritable: writable === true,
    };
  });
}

/** A property; the stack of an error as text, which newer Nodes have an accessor for. */
function ownedBy(owner: object, key: string | symbol): Descriptor {
  const found = descriptorOf(owner, key);
  if (key !== 'stack' || !found.get || !types.isNativeError(owner)) return found;
  return { value: owner.stack, writable: true };
}

/** A property as it was defined: nothing is called. */
export interface Descriptor {
  readonly value?: unknown;
  readonly get?: unknown;
  readonly set?: unknown;
  readonly enumerable?: boolean;
  readonly writable?: boolean;
}

export function descriptorOf(owner: object, key: string | symbol): Descriptor {
  return Object.getOwnPropertyDescriptor(owner, key) ?? {};
}

function integrityOf(value: object): Integrity {
  if (Object.isExtensible(value)) return undefined;
  if (Object.isFrozen(value)) return 'frozen';
  return Object.isSealed(value) ? 'sealed' : 'fixed';
}
