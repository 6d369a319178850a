import type { FreeName, Range } from './free-names.js';
import type { FunctionSource } from './read-source.js';

/** What stands in the source in place of something. */
interface Edit {
  readonly at: Range;
  readonly text: string;
}

/** Source that is evaluated in a worker, and the names that it needs there for what was rewritten. */
export interface Rewritten {
  readonly code: string;
  /** By the name of a variable that functions assign: what its value is a member of. */
  readonly variables: ReadonlyMap<string, string>;
  /** What stands for the class that this one extends; undefined if that is as it was written. */
  readonly heritage: string | undefined;
  /** What stands for the values of private static fields. */
  readonly statics: string | undefined;
}

/**
 * Rewrites source for workers, on the lines where it was.
 *
 * A variable that functions assign becomes a member of an object which all of them have: `n += 1` is `n$.v += 1`. What a
 * class did when it was defined is not done again: its state travels.
 *
 * @param assigned - Variables that functions assign.
 * @param keepsHeritage - The class is extended by what the name says, wherever it is evaluated.
 */
export function rewrite(
  source: FunctionSource,
  assigned: ReadonlySet<string>,
  keepsHeritage: boolean,
): Rewritten {
  const { code, names, self, classBody } = source;
  const edits: Edit[] = [];
  const variables = new Map<string, string>();
  // Before what it may be written with: of two edits of one place, the first is made.
  const heritage = classBody?.heritage && !keepsHeritage ? unusedName(code, 'extended') : undefined;
  if (classBody?.heritage && heritage !== undefined)
    edits.push({ at: classBody.heritage.at, text: heritage });
  for (const name of assigned) {
    const found = names.get(name) ?? (name === source.selfName ? self : undefined);
    if (!found) continue;
    const owner = unusedName(code, name);
    variables.set(name, owner);
    edits.push(...asMember(found, name, owner));
  }
  for (const at of classBody?.statics ?? []) edits.push({ at, text: blank(code.slice(...at)) });
  const privates = classBody?.privateStatics ?? [];
  const statics = privates.length > 0 ? unusedName(code, 'statics') : undefined;
  if (classBody && statics !== undefined) {
    const { end } = classBody;
    const targets = privates.map((name) => `this.${name}`).join(', ');
    edits.push({ at: [end, end], text: ` static { [${targets}] = ${statics}; } ` });
  }
  return { code: apply(code, edits), variables, heritage, statics };
}

function asMember({ mentions }: FreeName, name: string, owner: string): Edit[] {
  return mentions.flatMap(({ at, form, named }) => {
    // A call of a member would get its object as `this`.
    const member = form === 'call' ? `${owner}.get()` : `${owner}.v`;
    const edits: Edit[] = [{ at, text: form === 'shorthand' ? `${name}: ${member}` : member }];
    if (!named) return edits;
    // A function without a name takes that of the variable, but none of a member.
    const [from, to] = named;
    edits.push({ at: [from, from], text: `({ ${name}: ` }, { at: [to, to], text: ` }).${name}` });
    return edits;
  });
}

/** A name that does not stand in the code. */
function unusedName(code: string, name: string): string {
  let unused = `${name}$`;
  while (code.includes(unused)) unused += '$';
  return unused;
}

/** Nothing, in the place of code that is as long. */
function blank(code: string): string {
  return Array.from(code, (one) => (/[\n\r\u2028\u2029]/.test(one) ? one : ' ')).join('');
}

function apply(code: string, edits: readonly Edit[]): string {
  let result = '';
  let done = 0;
  for (const { at, text } of edits.toSorted(
    (one, other) => one.at[0] - other.at[0] || one.at[1] - other.at[1],
  )) {
    if (at[0] < done) continue;
    result += code.slice(done, at[0]) + text;
    done = at[1];
  }
  return result + code.slice(done);
}
