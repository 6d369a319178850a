// Comments, strings, templates without holes, dots, words, numbers, arrows, then any character.
const TOKEN =
  /\/\/.*|\/\*[^]*?\*\/|'(?:[^'\\\n]|\\[^])*'|"(?:[^"\\\n]|\\[^])*"|`(?:[^`\\$]|\\[^]|\$(?!\{))*`|\.{3}|\?\.(?!\d)|[\p{ID_Start}$_][\p{ID_Continue}$]*|\d[\w.]*|=>|[=!]=+|\S/gu;

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** The tokens of a source, without comments, and which of them are the first on their line. */
export function tokenize(text: string): { tokens: string[]; lineStarts: ReadonlySet<number> } {
  const tokens: string[] = [];
  const lineStarts = new Set<number>();
  let end = 0;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (/[\n\r\u2028\u2029]/.test(text.slice(end, index))) lineStarts.add(tokens.length);
    if (/^\/[/*]/.test(token)) {
      if (/[\n\r\u2028\u2029]/.test(token)) lineStarts.add(tokens.length);
    } else tokens.push(token);
    end = index + token.length;
  }
  return { tokens, lineStarts };
}

/** For each bracket the place of its partner; undefined if they do not match. */
export function pairBrackets(tokens: readonly string[]): ReadonlyMap<number, number> | undefined {
  const partners = new Map<number, number>();
  const open: number[] = [];
  for (const [at, token] of tokens.entries()) {
    if (token in CLOSING) open.push(at);
    else if (token === ')' || token === ']' || token === '}') {
      const start = open.pop();
      if (start === undefined || CLOSING[tokens[start] ?? ''] !== token) return undefined;
      partners.set(start, at).set(at, start);
    }
  }
  return open.length === 0 ? partners : undefined;
}
