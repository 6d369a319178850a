import { existsSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { doors } from './doors.mjs';

const folder = fileURLToPath(new URL('../../api/', import.meta.url));

/** Headings of a door's names, and the folders in which typedoc puts them. */
const KINDS = [
  { text: 'Functions', folders: ['functions'] },
  { text: 'Classes', folders: ['classes'] },
  { text: 'Types', folders: ['interfaces', 'type-aliases'] },
];

/**
 * The sidebar of the generated pages: the doors, and the names behind each.
 *
 * @returns {import('vitepress').DefaultTheme.SidebarItem[]}
 */
export function apiSidebar() {
  return doors().map(({ name }) => ({
    text: name,
    link: `/api/${name}/`,
    collapsed: name.includes('/'),
    items: KINDS.map(({ text, folders }) => ({
      text,
      items: folders
        .flatMap((kind) => namesIn(`${name}/${kind}`))
        .toSorted((a, b) => (a.text < b.text ? -1 : 1)),
    })).filter(({ items }) => items.length > 0),
  }));
}

/** @param {string} path relative to the folder of the generated pages */
function namesIn(path) {
  if (!existsSync(`${folder}${path}`)) return [];
  return readdirSync(`${folder}${path}`).map((file) => {
    const text = basename(file, '.md');
    return { text, link: `/api/${path}/${text}` };
  });
}
