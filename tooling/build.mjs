import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, tsc } from './places.mjs';
import { runNode } from './run-node.mjs';

/**
 * Compiles TypeScript projects one after the other, each into a fresh `dist/`.
 *
 * @param {string[]} folders relative to the root, which is `.`
 */
export async function build(...folders) {
  for (const folder of folders) {
    // A file whose source is gone must not be published or imported.
    rmSync(join(root, folder, 'dist'), { recursive: true, force: true });
    const project = join(folder, folder === '.' ? 'tsconfig.build.json' : 'tsconfig.json');
    const compiled = await runNode([tsc, '-p', project], { seconds: 180 });
    if (!compiled.ok) return compiled;
    // Imported late: in a fresh clone, esbuild is not there when these files are read.
    if (folder === '.') {
      (await import('./browser-scripts.mjs')).browserScripts();
      await (await import('./node-bundle.mjs')).nodeBundle();
    }
  }
  return { ok: true, output: '' };
}
