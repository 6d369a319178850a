import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareAngular } from './angular-example.mjs';
import { noChromium } from './chromium.mjs';
import { root } from './places.mjs';
import { runNode } from './run-node.mjs';

const NG = join('@angular', 'cli', 'bin', 'ng.js');

/** Does what the README tells a newcomer to Angular, in an application that `ng new` has just made. */
export async function angularReadme() {
  const modules = prepareAngular();
  if (modules === undefined) return { ok: true, output: '', note: noChromium };
  const folder = mkdtempSync(join(tmpdir(), 'rxjs-pool-angular-'));
  try {
    symlinkSync(modules, join(folder, 'node_modules'));
    // Where the link leads to, the command would find itself in the workspace of the example.
    const ng = ['--preserve-symlinks', '--preserve-symlinks-main', join(folder, 'node_modules', NG)];
    const options = ['--defaults', '--skip-install', '--skip-git', '--skip-tests', '--routing=false'];
    const made = await runNode([...ng, 'new', 'newcomer', ...options], { seconds: 180, cwd: folder });
    if (!made.ok) return made;
    const app = join(folder, 'newcomer');
    symlinkSync(modules, join(app, 'node_modules'));
    const files = follow(app);
    const built = await runNode([join(modules, NG), 'build'], { seconds: 360, cwd: app });
    if (!built.ok || built.output.includes('WARNING')) return { ...built, ok: false };
    cpSync(join(app, 'dist', 'newcomer', 'browser'), join(folder, 'built'), { recursive: true });
    const used = await runNode(['tooling/angular-example/newcomer.mjs', join(folder, 'built')], {
      seconds: 180,
    });
    return { ...used, note: `${files} files of README.md in an application of \`ng new\`` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Writes the files that the README shows.
 *
 * @param {string} app
 */
function follow(app) {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const files = [...readme.matchAll(/^```typescript\n\/\/ (src\/\S+)\n([^]*?)^```$/gm)];
  for (const [, path, code] of files) writeFileSync(join(app, path), code);
  return files.length;
}
