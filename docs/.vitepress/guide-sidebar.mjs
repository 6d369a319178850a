/**
 * The pages of the guide, in the order in which people meet things.
 *
 * @type {import('vitepress').DefaultTheme.SidebarItem[]}
 */
export const guideSidebar = [
  {
    text: 'Guide',
    items: [
      { text: 'Ten-minute tour', link: '/guide/tour' },
      { text: 'Choosing an operator', link: '/guide/operators' },
      { text: 'Options', link: '/guide/options' },
      { text: 'Functions', link: '/guide/functions' },
      { text: 'Once per worker', link: '/guide/once-per-worker' },
      { text: 'What is the same, and what is not', link: '/guide/same' },
      { text: 'Errors', link: '/guide/errors' },
      { text: 'Backpressure', link: '/guide/backpressure' },
    ],
  },
  {
    text: 'Where it runs',
    items: [
      { text: 'Angular', link: '/guide/angular' },
      { text: 'NestJS', link: '/guide/nest' },
      { text: 'A cluster', link: '/guide/cluster' },
    ],
  },
  {
    text: 'At work',
    items: [
      { text: 'Testing', link: '/guide/testing' },
      { text: 'Seeing', link: '/guide/seeing' },
      { text: 'Performance', link: '/guide/performance' },
      { text: 'Migrating', link: '/guide/migrating' },
      { text: 'Playground', link: '/playground' },
    ],
  },
  {
    text: 'In depth',
    items: [
      { text: 'What a call costs', link: '/performance' },
      { text: 'Security', link: '/security' },
      { text: 'Scaling a queue', link: '/scaling' },
      { text: 'Diagnostics', link: '/diagnostics' },
    ],
  },
];
