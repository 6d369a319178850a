import { pairBrackets, tokenize } from './source-tokens.js';

// Words that are no variables. `this`, `super`, `import`, `arguments`, `class`, `with` and `yield` are left out on
// purpose: source that has them needs a closer look. So does `case a, b:`, where `b:` is no key.
const KEYWORDS = new Set(
  `await break catch const continue debugger default delete do else false finally for function if in
  instanceof let new null return switch throw true try typeof undefined var void while`.split(/\s+/),
);

// Behind the closing bracket of their heads, a slash divides nothing.
const HEADED = new Set(['if', 'while', 'for', 'await']);

const WORD = /^[\p{ID_Start}$_]/u;

// On a new line, these still belong to the expression before.
const CONTINUING = /^(?:[.,;)\]}=+\-*/%&|^<>?:([`]|\?\.|=>|[=!]=+|instanceof$|in$)/;

// Behind these, an expression cannot end: a new line means nothing.
const OPEN = /^(?:[=+\-*/%&|^<>?:([{,;!~]|=>|[=!]=+|\.{3}|\?\.|\.)$/;

/** A name, and the tokens between which it is known. */
interface Declaration {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/**
 * True if a function's source can be seen to take nothing from outside but globals, by a look at its tokens.
 *
 * False says nothing: only a parser can tell, and that is 30 kB or 14 ms to be loaded.
 */
export function isSurelySelfContained(text: string, isGlobal: (name: string) => boolean): boolean {
  const { tokens, lineStarts } = tokenize(text);
  const partners = pairBrackets(tokens);
  if (
    !partners ||
    !startsLikeFunction(tokens, partners) ||
    mayReplaceItself(tokens) ||
    tokens.some((_, at) => isUnclear(tokens, at, partners))
  ) {
    return false;
  }
  const declarations = new Scan(tokens, partners, lineStarts).declarations();
  return tokens.every(
    (token, at) =>
      !WORD.test(token) ||
      KEYWORDS.has(token) ||
      isSyntax(tokens, at, partners) ||
      isMember(tokens, at) ||
      isGlobal(token) ||
      declarations.some(({ name, from, to }) => name === token && from <= at && at <= to),
  );
}

/** True if a function that can be seen to be self-contained may do different things in strict and in sloppy mode. */
export function dependsOnStrictness(text: string): boolean {
  const { tokens } = tokenize(text);
  return tokens.some((token, at) => {
    if (token === 'delete') return true;
    if (token !== '=') return false;
    // Of `+=`, `||=` and the like, the operator stands between.
    let target = at - 1;
    while (/^[-+*/%&|^?<>]$/.test(tokens[target] ?? '')) target--;
    return tokens[target] === ']' || isMember(tokens, target);
  });
}

function startsLikeFunction(tokens: readonly string[], partners: ReadonlyMap<number, number>): boolean {
  const at = tokens[0] === 'async' ? 1 : 0;
  if (tokens[at] === 'function') return true;
  const end = tokens[at] === '(' ? (partners.get(at) ?? at) : at;
  return tokens[end + 1] === '=>';
}

/** True if a named function may assign its own name, which is the program's variable. */
function mayReplaceItself(tokens: readonly string[]): boolean {
  const at = tokens.indexOf('function') + 1;
  const name = tokens[tokens[at] === '*' ? at + 1 : at];
  if (at === 0 || at > 2 || name === undefined || !WORD.test(name)) return false;
  return tokens.some(
    (token, place) =>
      token === name && place > at + 1 && tokens[place + 1] !== '(' && !isMember(tokens, place),
  );
}

/** Escapes, private names, template holes, regular expressions, `new.target`: what stands there is not known for sure. */
function isUnclear(tokens: readonly string[], at: number, partners: ReadonlyMap<number, number>): boolean {
  const token = tokens[at] ?? '';
  if (token === '/') {
    const before = tokens[at - 1] ?? '';
    if (before === ')') return HEADED.has(tokens[(partners.get(at - 1) ?? 0) - 1] ?? '');
    return !/[\p{ID_Continue}$\]]$/u.test(before) || isKeyword(tokens, at - 1);
  }
  if (token === 'new') return tokens[at + 1] === '.';
  return token === '`' || token === '\\' || token === '#' || token === "'" || token === '"';
}

/** `async` before a function, and the `of` of a loop; elsewhere both are names like others, and `of` is one of RxJS's. */
function isSyntax(tokens: readonly string[], at: number, partners: ReadonlyMap<number, number>): boolean {
  const before = tokens[at - 1] ?? '';
  const next = tokens[at + 1] ?? '';
  if (tokens[at] === 'of')
    return !KEYWORDS.has(before) && /[\p{ID_Continue}$\]}]$/u.test(before) && WORD.test(next);
  return tokens[at] === 'async' && (WORD.test(next) || tokens[(partners.get(at + 1) ?? at) + 1] === '=>');
}

function isKeyword(tokens: readonly string[], at: number): boolean {
  return KEYWORDS.has(tokens[at] ?? '') && !isMember(tokens, at);
}

/** True for `.name`, `?.name` and the key in `{ name: ... }`. */
function isMember(tokens: readonly string[], at: number): boolean {
  const before = tokens[at - 1];
  if (before === '.' || before === '?.') return true;
  return tokens[at + 1] === ':' && (before === '{' || before === ',');
}

/** Words that need something behind them. */
function isOperator(word: string): boolean {
  return /^(?:await|case|delete|in|instanceof|new|of|typeof|void)$/.test(word);
}

class Scan {
  readonly #tokens: readonly string[];
  readonly #partners: ReadonlyMap<number, number>;
  readonly #lineStarts: ReadonlySet<number>;

  constructor(
    tokens: readonly string[],
    partners: ReadonlyMap<number, number>,
    lineStarts: ReadonlySet<number>,
  ) {
    this.#tokens = tokens;
    this.#partners = partners;
    this.#lineStarts = lineStarts;
  }

  /** All names that the source declares; hoisting is not looked at. */
  declarations(): Declaration[] {
    return this.#tokens.flatMap((token, at) => {
      if (isMember(this.#tokens, at)) return [];
      if (token === '=>') return this.#arrow(at);
      if (token === 'function') return this.#function(at);
      if (token === 'catch' && this.#tokens[at + 1] === '(') {
        return this.#group(at + 1, this.#close(this.#close(at + 1) + 1));
      }
      return token === 'const' || token === 'let' || token === 'var' ? this.#variables(at) : [];
    });
  }

  #arrow(at: number): Declaration[] {
    const end = this.#tokens[at + 1] === '{' ? this.#close(at + 1) : this.#expressionEnd(at + 1);
    const start = this.#partners.get(at - 1);
    return start === undefined ? this.#name(at - 1, end) : this.#group(start, end);
  }

  #function(at: number): Declaration[] {
    const star = this.#tokens[at + 1] === '*' ? 1 : 0;
    const isNamed = WORD.test(this.#tokens[at + 1 + star] ?? '');
    const open = at + 1 + star + (isNamed ? 1 : 0);
    const end = this.#close(this.#close(open) + 1);
    const own = isNamed ? this.#name(open - 1, this.#enclosing(at)) : [];
    return [...own, ...this.#group(open, end)];
  }

  /** What follows `const`, `let` or `var`, up to the end of the block; of the loop, if it stands in its head. */
  #variables(at: number): Declaration[] {
    const enclosing = this.#enclosing(at);
    const open = this.#partners.get(enclosing) ?? -1;
    const isHead = ['for', 'await'].includes(this.#tokens[open - 1] ?? '');
    const body = enclosing + 1;
    const bodyEnd = this.#tokens[body] === '{' ? this.#close(body) : this.#expressionEnd(body);
    const end = isHead ? bodyEnd : enclosing;
    const found: Declaration[] = [];
    for (let next = at; next < enclosing; next = this.#expressionEnd(next)) {
      // The keyword itself, or the comma behind another variable.
      if (next !== at && this.#tokens[next] !== ',') break;
      next++;
      if (this.#partners.has(next)) {
        found.push(...this.#group(next, end));
        next = this.#close(next) + 1;
      } else found.push(...this.#name(next++, end));
    }
    return found;
  }

  /** The names in a list of parameters or a pattern; none where a default or a computed key may name something else. */
  #group(open: number, to: number): Declaration[] {
    const close = this.#close(open);
    const found: Declaration[] = [];
    for (let at = open + 1; at < close; at++) {
      const token = this.#tokens[at] ?? '';
      if (token === '=' && !/^(?:[\d'"`]|true$|false$|null$)/.test(this.#tokens[at + 1] ?? '')) return [];
      if (token === '[' && this.#tokens[this.#close(at) + 1] === ':') return [];
      if (WORD.test(token) && !KEYWORDS.has(token) && !isMember(this.#tokens, at)) {
        found.push({ name: token, from: open, to });
      }
    }
    return found;
  }

  /** True if a statement may begin here that no semicolon tells from the one before. */
  #mayBegin(at: number): boolean {
    if (!this.#lineStarts.has(at)) return false;
    const [before = '', token = '', next] = this.#tokens.slice(at - 1, at + 2);
    // `++` and `--` belong to what follows.
    const isStep = (token === '+' || token === '-') && token === next;
    return (isStep || !CONTINUING.test(token)) && !OPEN.test(before) && !isOperator(before);
  }

  #name(at: number, to: number): Declaration[] {
    return [{ name: this.#tokens[at] ?? '', from: at, to }];
  }

  #close(open: number): number {
    return this.#partners.get(open) ?? open;
  }

  /** The bracket that closes around a token. */
  #enclosing(at: number): number {
    for (let next = at; next < this.#tokens.length; next++) {
      const partner = this.#partners.get(next);
      if (partner !== undefined && partner < at) return next;
      if (partner !== undefined && partner > next) next = partner;
    }
    return this.#tokens.length;
  }

  /** The comma, semicolon or bracket where an expression ends, or the line on which something else may begin. */
  #expressionEnd(at: number): number {
    for (let next = at; next < this.#tokens.length; next++) {
      const token = this.#tokens[next] ?? '';
      if (token === ',' || token === ';' || (next > at && this.#mayBegin(next))) return next;
      const partner = this.#partners.get(next);
      if (partner !== undefined && partner < next) return next;
      if (partner !== undefined) next = partner;
    }
    return this.#tokens.length;
  }
}
