/**
 * What a snippet promises to print.
 *
 * A comment `// prints TEXT`, or `// -> TEXT`, promises one line; a statement that prints several lines is followed by
 * one comment for each. All promises of a snippet together are all that it prints, in that order, or in any order when
 * one of its comments ends in `(in any order)`. `...` in TEXT stands for any text. A snippet without a promise may
 * print what it likes.
 *
 * @param {string} code
 */
export function expectedOutput(code) {
  const promises = [...code.matchAll(/\/\/ (?:prints|->) (.*)$/gm)].map((match) => match[1].trim());
  const lines = promises.map((promise) => promise.replace(/\s*\(in any order\)$/, ''));
  return { lines, anyOrder: lines.some((line, index) => line !== promises[index]) };
}

/**
 * Whether what a snippet printed is what it promises.
 *
 * @param {string} code
 * @param {string} stdout
 */
export function keepsPromise(code, stdout) {
  const { lines, anyOrder } = expectedOutput(code);
  if (lines.length === 0) return true;
  const printed = stdout.split('\n').map((line) => line.trim());
  if (printed.at(-1) === '') printed.pop();
  if (printed.length !== lines.length) return false;
  if (!anyOrder) return lines.every((line, index) => matches(line, printed[index]));
  return lines.every((line) => {
    const found = printed.findIndex((text) => matches(line, text));
    return found >= 0 && printed.splice(found, 1).length === 1;
  });
}

/** @param {string} promise @param {string} printed */
function matches(promise, printed) {
  const parts = promise.split('...').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(printed);
}
