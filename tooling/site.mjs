import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { isStale, npmCi } from './npm-ci.mjs';
import { root } from './places.mjs';
import { runInChromium } from './run-in-chromium.mjs';
import { runNode } from './run-node.mjs';
import { builtPages } from './site/built-pages.mjs';
import { deadLinks } from './site/dead-links.mjs';

const folder = join(root, 'docs');

/** Builds the site of `docs/` with the pages of its API, follows its links, and looks at it in Chromium. */
export async function site() {
  if (isStale(folder)) npmCi(folder);
  // The page of a name that is gone must go, too.
  rmSync(join(folder, 'api'), { recursive: true, force: true });
  const prepared = await Promise.all([
    run('typedoc/bin/typedoc', '--options', '.vitepress/typedoc/typedoc.config.mjs'),
    run('vue-tsc/bin/vue-tsc.js', '--noEmit'),
  ]);
  const failed = prepared.find(({ ok }) => !ok);
  if (failed) return failed;
  const built = await run('vitepress/bin/vitepress.js', 'build');
  if (!built.ok) return built;
  const dead = deadLinks();
  if (dead.length > 0) return { ok: false, output: `${dead.join('\n')}\n` };
  const looked = await runInChromium(['tooling/site/run.mjs'], { seconds: 180 });
  return { note: `${builtPages().length} pages`, ...looked };
}

/** @param {string[]} args a tool in `docs/node_modules`, and its arguments */
function run(...[tool, ...args]) {
  return runNode([join(folder, 'node_modules', tool), ...args], { seconds: 180, cwd: folder });
}
