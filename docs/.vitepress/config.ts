import { defineConfig } from 'vitepress';
import { apiSidebar } from './typedoc/api-sidebar.mjs';
import { guideSidebar } from './guide-sidebar.mjs';
import { linksElsewhere } from './links-elsewhere.mjs';

export default defineConfig({
  title: 'rxjs-pool',
  description: "Parallel mapping for RxJS: Python's multiprocessing.Pool as operators, on a pool of workers.",
  lang: 'en-GB',
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: '/favicon.svg' }]],
  cleanUrls: true,
  ignoreDeadLinks: false,
  themeConfig: {
    nav: [
      {
        text: 'Guide',
        link: '/guide/tour',
        activeMatch: '^/(guide|performance|security|scaling|diagnostics)',
      },
      { text: 'Playground', link: '/playground' },
      { text: 'API', link: '/api/', activeMatch: '^/api/' },
    ],
    sidebar: { '/api/': apiSidebar(), '/': guideSidebar },
    search: { provider: 'local' },
    outline: [2, 3],
  },
  // Pictures are files of their own: their sizes are no burden to pages, and styles know them by their names.
  vite: { build: { assetsInlineLimit: 0 } },
  // The dev server, too, imports pictures by their relative paths: those of the diagrams are outside of its root.
  vue: { template: { transformAssetUrls: { base: null } } },
  markdown: { config: (md) => void md.use(linksElsewhere) },
});
