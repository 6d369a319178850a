import { fileURLToPath } from 'node:url';
import { doors } from './doors.mjs';

/** @param {string} path relative to the repository */
const inRepository = (path) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** @type {Partial<import('typedoc').TypeDocOptions> & Partial<import('typedoc-plugin-markdown').PluginOptions>} */
export default {
  plugin: ['typedoc-plugin-markdown', fileURLToPath(new URL('name-doors.mjs', import.meta.url))],
  tsconfig: inRepository('tsconfig.build.json'),
  entryPoints: doors().map(({ source }) => inRepository(source)),
  out: inRepository('docs/api'),
  name: 'API',
  readme: 'none',
  logLevel: 'Warn',
  treatWarningsAsErrors: true,
  treatValidationWarningsAsErrors: true,
  validation: { notExported: true, invalidLink: true, invalidPath: true, rewrittenLink: true },
  excludeInternal: true,
  excludePrivate: true,
  // They would lead into a repository.
  disableSources: true,
  sort: ['source-order'],
  sortEntryPoints: false,

  // A page for each name, and one for each door.
  router: 'member',
  entryFileName: 'index',
  hidePageHeader: true,
  hideBreadcrumbs: true,
  pageTitleTemplates: { member: '{name}' },
  indexFormat: 'table',
  parametersFormat: 'table',
  useCodeBlocks: true,
};
