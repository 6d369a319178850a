import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { builtPages, siteFolder } from './built-pages.mjs';

/** A tag that leads to something, in generated HTML, where text and values of attributes have no `<` and no `"`. */
const REFERENCE = /<(?:a|img|link|script|source)\b[^>]*?\s(?:href|src)="([^"]*)"/g;

/**
 * What pages of the built site lead to and is not there: pages, anchors in them, pictures. Other sites are not asked.
 *
 * @returns {string[]}
 */
export function deadLinks() {
  /** @type {Map<string, string | undefined>} */
  const read = new Map();
  return builtPages().flatMap((page) => {
    const references = [...(textOf(page) ?? '').matchAll(REFERENCE)].map(([, found]) =>
      found.replaceAll('&amp;', '&'),
    );
    return [...new Set(references)]
      .filter((reference) => !leads(reference, page))
      .map((reference) => `${page} leads to ${reference}, which is not there`);
  });

  /** @param {string} reference @param {string} page */
  function leads(reference, page) {
    const { origin, pathname, hash } = new URL(reference, `http://site${page}`);
    if (origin !== 'http://site') return true;
    const path = decodeURIComponent(pathname);
    const text = textOf(path);
    if (text === undefined)
      return statSync(join(siteFolder, path), { throwIfNoEntry: false })?.isFile() ?? false;
    const anchor = decodeURIComponent(hash.slice(1));
    // The playground has its settings there.
    return anchor === '' || anchor.includes('=') || text.includes(` id="${anchor}"`);
  }

  /**
   * The HTML of a page; undefined for what is no page.
   *
   * @param {string} path
   */
  function textOf(path) {
    if (!read.has(path)) read.set(path, isPage(path) ? readFileSync(fileOf(path), 'utf8') : undefined);
    return read.get(path);
  }
}

/** @param {string} path */
function isPage(path) {
  return statSync(fileOf(path), { throwIfNoEntry: false })?.isFile() ?? false;
}

/** @param {string} path */
function fileOf(path) {
  return join(siteFolder, path.endsWith('/') ? `${path}index.html` : `${path}.html`);
}
