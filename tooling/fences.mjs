/** @typedef {{ code: string, line: number, run: boolean }} Fence `line` is the one of its first line of code */

/**
 * The TypeScript fences of a Markdown text: ```` ```ts ````, or ```` ```ts no-run ```` for one that is only compiled.
 *
 * @param {string} markdown
 * @returns {Fence[]}
 */
export function fences(markdown) {
  return [...markdown.matchAll(/^([ \t]*)```ts(| no-run)[ \t]*\n([^]*?)^\1```[ \t]*$/gm)].map((match) => ({
    code: match[3],
    line: lineAt(markdown, match.index) + 1,
    run: match[2] === '',
  }));
}

/**
 * The TypeScript fences that follow an `@example` in the doc comments of a source text.
 *
 * @param {string} source
 * @returns {Fence[]}
 */
export function exampleFences(source) {
  return [...source.matchAll(/^[ \t]*\/\*\*[^]*?\*\//gm)].flatMap((comment) =>
    [...comment[0].matchAll(/@example\b[^]*?(?=\n[ \t]*\* @\w|\*\/)/g)].flatMap((example) => {
      const start = lineAt(source, comment.index + example.index);
      return fences(example[0].replace(/^[ \t]*\* ?/gm, '')).map((fence) => ({
        ...fence,
        line: fence.line + start - 1,
      }));
    }),
  );
}

/** @param {string} text @param {number} index */
function lineAt(text, index) {
  return text.slice(0, index).split('\n').length;
}
