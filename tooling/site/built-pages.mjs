import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../places.mjs';

/** Where the built site is. */
export const siteFolder = join(root, 'docs', '.vitepress', 'dist');

/**
 * The pages of the built site, as they are asked for.
 *
 * @returns {string[]}
 */
export function builtPages() {
  return readdirSync(siteFolder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.html') && file !== '404.html')
    .map((file) => `/${file.replaceAll('\\', '/').replace(/(^|\/)index\.html$|\.html$/, '$1')}`)
    .toSorted();
}
