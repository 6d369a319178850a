import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vitest/config';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Lets specs and fixtures that were written for Node run in browsers as they are. */
export function asInBrowser(): Plugin {
  return {
    name: 'as-in-browser',
    enforce: 'pre',
    resolveId(id, importer) {
      if (id === './worker-backends.js' && importer === here('../conformance.ts'))
        return here('worker-backends.ts');
      const [, builtin] = /^node:(\w+)$/.exec(id) ?? [];
      return builtin === undefined ? undefined : here(`node/${builtin}.ts`);
    },
    transform(code, id) {
      // A function that names `process` would not travel: browsers' workers have none.
      if (!/\/spec\/(?:insight|semantics|fixtures)\//.test(id)) return undefined;
      return { code: code.replaceAll(/(?<![\w.])process(?=[.\s])/g, 'self.process'), map: null };
    },
  };
}
