import { readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @typedef {ReturnType<import('vitepress').MarkdownRenderer['parse']>[number]} Token */

const site = fileURLToPath(new URL('../', import.meta.url));
const root = resolve(site, '..');

/**
 * A rule of markdown-it's for relative links to what is no page: those out of the site, such as `../examples/nest`, lead
 * to the repository that `package.json` names, and while it names none, they are text. Those to a picture are text, too,
 * as the picture itself is on the page.
 *
 * @param {import('vitepress').MarkdownRenderer} md
 */
export function linksElsewhere(md) {
  const { repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const home = (repository?.url ?? repository)?.replace(/^git\+|\.git$/g, '');
  md.core.ruler.push('links-elsewhere', ({ tokens, env }) => {
    for (const { children } of tokens) {
      /** @type {string[]} what the open links are closed with */
      const closing = [];
      for (const token of children ?? []) {
        if (token.type === 'link_open') closing.push(redirect(token, env.path) ? 'span' : 'a');
        if (token.type === 'link_close') token.tag = closing.pop() ?? 'a';
      }
    }
  });

  /**
   * Makes a link to what is no page one to the repository, or text.
   *
   * @param {Token} token
   * @param {string} page the file that has the link
   * @returns {boolean} true if it is text now
   */
  function redirect(token, page) {
    const link = String(token.attrGet('href'));
    if (/^(?:[a-z]+:|[/#?])/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const target = resolve(dirname(page), decodeURIComponent(path));
    const isOutside = relative(site, target).startsWith('..');
    const found = statSync(target, { throwIfNoEntry: false });
    if (isOutside && !found) throw new Error(`${relative(root, page)} links to ${path}, which is not there`);
    if (!isOutside && (!found?.isFile() || target.endsWith('.md'))) return false;
    if (isOutside && home) {
      token.attrSet('href', `${home}/tree/HEAD/${relative(root, target)}${anchor ? `#${anchor}` : ''}`);
      return false;
    }
    token.tag = 'span';
    token.attrs = null;
    return true;
  }
}
