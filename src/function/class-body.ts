import type { Reference } from 'eslint-scope';
import type { Range } from './free-names.js';
import { childrenOf, keyOf, type SyntaxNode } from './syntax.js';

/** A method or accessor that a class has by its source. */
export interface Method {
  /** Undefined if it is computed. */
  readonly name: string | undefined;
  readonly isStatic: boolean;
  readonly kind: 'method' | 'get' | 'set' | 'constructor';
  readonly at: Range;
}

/** The parts of a class that matter when it is defined. */
export interface ClassBody {
  /** The expression behind `extends`; undefined if there is none. */
  readonly heritage: { readonly at: Range; readonly name: string | undefined } | undefined;
  /** Static fields and blocks: what they made of the class is part of its state. Of a private field, only its value. */
  readonly statics: readonly Range[];
  /** Code that a worker does not evaluate: those, and an expression behind `extends` that is no name. */
  readonly gone: readonly Range[];
  /** Static private fields. */
  readonly privateStatics: readonly string[];
  readonly methods: readonly Method[];
  /** Instances have private members. */
  readonly hasPrivates: boolean;
  /** Its closing bracket. */
  readonly end: number;
  /** Variables that computed names of members take from outside, when the class is defined. */
  readonly early: ReadonlySet<string>;
  /** Variables that only they take, or what the class extends: V8 may have forgotten them. */
  readonly earlyOnly: ReadonlySet<string>;
}

function identifiersIn(node: SyntaxNode): SyntaxNode[] {
  // A function needs its variables only when it is called.
  if (/Function|^Class/.test(node.type)) return [];
  if (node.type === 'Identifier') return [node];
  return childrenOf(node).flatMap(identifiersIn);
}

/** The variables that what runs at the definition takes. */
export function earlyNames(
  { superClass, body }: SyntaxNode,
  names: ReadonlyMap<string, readonly Reference[]>,
): Pick<ClassBody, 'early' | 'earlyOnly'> {
  const keys = (body as SyntaxNode & { readonly body: readonly SyntaxNode[] }).body.map(
    ({ key, computed }) => (computed ? key : undefined),
  );
  const inKeys = new Set<unknown>(keys.flatMap((node) => (node ? identifiersIn(node) : [])));
  const isEarly = ({ identifier }: Reference): boolean => inKeys.has(identifier);
  const isEarlyOnly = (one: Reference): boolean => isEarly(one) || one.identifier === superClass;
  const found = [...names];
  return {
    early: new Set(found.filter(([, all]) => all.some(isEarly)).map(([name]) => name)),
    earlyOnly: new Set(found.filter(([, all]) => all.every(isEarlyOnly)).map(([name]) => name)),
  };
}

/** Reads a class. */
export function readClass(node: SyntaxNode): Omit<ClassBody, 'early' | 'earlyOnly'> {
  const { superClass } = node;
  const body = node['body'] as SyntaxNode & { readonly body: readonly SyntaxNode[] };
  const statics: Range[] = [];
  const privateStatics: string[] = [];
  const methods: Method[] = [];
  let hasPrivates = false;
  for (const member of body.body) {
    const { type, key, value, computed, start, end } = member;
    const isPrivate = key?.type === 'PrivateIdentifier';
    if (type === 'MethodDefinition' && !isPrivate) {
      const name = computed ? undefined : keyOf(key);
      const kind = member['kind'] as Method['kind'];
      methods.push({ name, isStatic: member.static === true, kind, at: [start, end] });
    }
    if (type === 'StaticBlock') statics.push([member.start, member.end]);
    else if (!member.static) hasPrivates ||= isPrivate;
    else if (type === 'PropertyDefinition') {
      if (!isPrivate) statics.push([member.start, member.end]);
      else {
        privateStatics.push(`#${key.name}`);
        // From behind the name: the `=` goes, too.
        if (value) statics.push([key.end, value.end]);
      }
    }
  }
  return {
    heritage: superClass ? { at: [superClass.start, superClass.end], name: superClass.name } : undefined,
    statics,
    gone:
      superClass && superClass.name === undefined
        ? [...statics, [superClass.start, superClass.end]]
        : statics,
    privateStatics,
    methods,
    hasPrivates,
    end: body.end - 1,
  };
}
