import type { Node } from 'acorn';

/** A node of the parser's tree, with the fields that are asked for here. */
export interface SyntaxNode extends Node {
  readonly [field: string]: unknown;
  readonly name?: string;
  readonly operator?: string;
  readonly argument?: SyntaxNode;
  readonly meta?: { readonly name: string };
  readonly object?: SyntaxNode;
  readonly property?: SyntaxNode & { readonly name: string };
  readonly computed?: boolean;
  readonly shorthand?: boolean;
  readonly static?: boolean;
  readonly key?: SyntaxNode;
  readonly value?: SyntaxNode | null;
  readonly callee?: SyntaxNode;
  readonly tag?: SyntaxNode;
  readonly left?: SyntaxNode;
  readonly right?: SyntaxNode;
  readonly superClass?: SyntaxNode | null;
}

/** The nodes inside of one, in the order of the source. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  return Object.values(node)
    .flat()
    .filter((field): field is SyntaxNode => typeof (field as SyntaxNode | null)?.type === 'string');
}

/** What a member is called whose name is not computed. */
export function keyOf(key: SyntaxNode | undefined): string {
  const value = key?.['value'];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : (key?.name ?? '');
}
