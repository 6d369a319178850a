import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { parse } from 'acorn';
import { describe, expect, it } from 'vitest';
import { freeNames } from '../../dist/function/free-names.js';
import { isSurelySelfContained } from '../../dist/function/is-surely-self-contained.js';
import { loadParsers } from '../../dist/function/parsers.js';
import { workerGlobals } from '../../dist/function/worker-globals.js';

const require = createRequire(import.meta.url);

const parsers = loadParsers();

const isGlobal = (name: string): boolean => workerGlobals.has(name);

/** Source that can be seen to be self-contained without a parser. */
const CERTAIN = [
  '(x) => x * x',
  'x => x * x',
  'async (x) => { await null; return x; }',
  'function (x) { return x }',
  'function half(x) { return x > 1 ? half(x - 1) : x }',
  'async function* each(list) { for await (const one of list) await one }',
  'async (list) => Promise.all(list.map(async (one) => { for (const of of list) await of; return one }))',
  '({ a, b: [c], ...rest }) => a + c + rest.d',
  '([a, [b], { c: [d] }]) => a + b + d',
  '(x, y = 2, z = "}") => x / y / z',
  '(n) => { for (let d = 2, m = n; d * d <= m; d++) if (n % d === 0) return false; return true }',
  '(list) => { for (const { id } of list) { Math.abs(id) } return list.map((id) => id.name) }',
  '(x) => { try { JSON.parse(x) } catch (error) { return error.message } try { } catch { return 1 } }',
  '(x) => ({ key: x, nested: { other: x } })',
  '(x) => x?.deep?.[0] ?? x',
  '(x) => x.a ? x.b : x.c',
  '() => `no holes` + "quoted" + \'single\' /* a comment with a name */',
  '(a, b) => { const [c, { d }] = a, e = b; let f; f = c; return d + e + f }',
  '(x) => { const inner = function again(y) { return y ? again(y - 1) : x }; return inner(3) }',
  '(pixels) => { let sum = 0; for (const value of pixels) { sum += value } return (sum / pixels.length) / 2 }',
];

/** Source that takes something from outside, or might. */
const UNCERTAIN = [
  '(x) => x * factor',
  '(x, y = outer) => x + y',
  '(x) => { { const inner = x; Math.abs(inner) } return inner }',
  '(list) => { const sums = list.map((n) => n * 2); return n(sums) }',
  '(list) => { for (const n of list) { Math.abs(n) } return n }',
  '(list) => { for (const n of list) Math.abs(n); return n }',
  '(x) => { try { return x } catch (e) { Math.abs(e) } return e }',
  '(x) => this.y + x',
  '(x) => of(x)',
  '(x) => { if (x) {} of(x) }',
  '(x) => { return of }',
  '(x) => async(x)',
  '(x) => import(x)',
  '(x) => import.meta.url + x',
  '(x) => arguments.length + x',
  '(x) => `${outer} ${x}`',
  '(x) => /outer/.test(x)',
  '(x) => x.replace(/[\'"]/g, outer)',
  '(x, y) => { if (y) /"/.test(outer); if (x) /"/.test(x) }',
  '(x) => { switch (x) { case 1, outer: return 1 } }',
  '() => ({ outer })',
  '() => ({ [outer]: 1 })',
  '(x) => x ? outer : 1',
  '(x) => (x, outer ? x : 1)',
  'half(x) { return x }',
  'async half(x) { return x }',
  'get half() { return 1 }',
  'class Half {}',
  '(x) => { class Half extends Whole {} return new Half(x) }',
  '() => new.target',
  '(x) => { with (x) { return y } }',
  '(x) => { function inner() { return secret } return inner() }',
  '(x) => { const { a = outer } = x; return a }',
  '({ [outer]: a }) => a',
  '(x) => { const { [outer]: a } = x; return a }',
  '(x) => ou\\u0074er + x',
  '(a, b) => f(a, c => c, c)',
];

describe('a look at the tokens', () => {
  it.each(CERTAIN)('sees that nothing is missing: %s', async (text) => {
    expect(isSurelySelfContained(text, isGlobal)).toBe(true);
    const { names, bound, imports } = freeNames(parsers, `(${text})`, false);
    expect([...names.keys()].filter((name) => !isGlobal(name))).toEqual([]);
    expect([bound, imports]).toEqual([[], false]);
  });

  it.each(UNCERTAIN)('leaves to a parser: %s', (text) => {
    expect(isSurelySelfContained(text, isGlobal)).toBe(false);
  });

  it.each(['acorn', 'fast-check', 'prettier/standalone', 'rxjs'])(
    'is never surer than the parser, for all functions in %s',
    async (name) => {
      let certain = 0;
      for (const text of functionsIn(await readFile(require.resolve(name), 'utf8'))) {
        if (!isSurelySelfContained(text, isGlobal)) continue;
        certain++;
        const { names, bound, imports } = freeNames(parsers, `(${text})`, false);
        const missing = [...names.keys()].filter((one) => !isGlobal(one));
        expect({ text, missing, bound, imports }).toEqual({ text, missing: [], bound: [], imports: false });
      }
      expect(certain).toBeGreaterThan(0);
    },
  );
});

/** The source of each function in a script, one within another too. */
function functionsIn(script: string): string[] {
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { type, start, end } = node as { type?: unknown; start?: number; end?: number };
    if (String(type).includes('Function')) found.push(script.slice(start, end));
    Object.values(node).forEach(visit);
  };
  visit(parse(script, { ecmaVersion: 'latest', sourceType: 'script' }));
  return found;
}
