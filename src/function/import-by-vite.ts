/**
 * The source of a function that does in a worker what vite's `import()` does in the file at `url`, by Node alone.
 *
 * Vite writes files as paths from its root folder, which is one of those above the file.
 */
export function importByVite(url: string): string {
  return `(async (specifier) => {
    if (!specifier.startsWith('/')) return import(specifier);
    const { existsSync } = await import('node:fs');
    const path = specifier.replace(/^\\/@fs(?=\\/)/, '').replace(/[?#].*$/, '');
    for (let folder = new URL('.', ${JSON.stringify(url)}); ; folder = new URL('..', folder)) {
      const file = new URL('.' + path, folder);
      if (existsSync(file) || folder.pathname === '/') return import(file.href);
    }
  })`;
}
