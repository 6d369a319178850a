import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { root } from './places.mjs';

/** What pages may import, and what that may cost them at once, gzipped and without RxJS, in kB. */
const PAGES = [
  { what: 'Pool and poolImap', imports: '{ Pool, poolImap }', most: 12 },
  { what: 'everything', imports: '*', most: 18 },
];

/**
 * Bundles what a page imports as a browser's bundler would, and weighs what the page loads at once. A built-in module of
 * Node anywhere in it is an error.
 */
export async function bundleSize() {
  const found = [];
  for (const { what, imports, most } of PAGES) {
    const { early, late } = await weigh(`export ${imports} from 'rxjs-pool';`);
    const isLight = early <= most;
    const note = `${what}: ${early.toFixed(1)} kB of ${most}, ${late.toFixed(1)} kB when needed`;
    found.push({ isLight, note });
  }
  const note = found.map((page) => page.note).join('; ');
  const ok = found.every(({ isLight }) => isLight);
  return { ok, output: ok ? '' : `a page would load too much, gzipped and without RxJS: ${note}\n`, note };
}

/**
 * @param {string} contents a module
 * @returns {Promise<{ early: number, late: number }>} kB that it loads at once, and that it may load later
 */
async function weigh(contents) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: root },
    outdir: 'out',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external: ['rxjs'],
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  const atOnce = loadedAtOnce(metafile);
  const weights = { early: 0, late: 0 };
  for (const { path, contents: bytes } of outputFiles) {
    const name = path.slice(path.indexOf('/out/') + 1);
    weights[atOnce.has(name) ? 'early' : 'late'] += gzipSync(bytes, { level: 9 }).byteLength / 1000;
  }
  return weights;
}

/**
 * The files that the entry needs, without those that only an `import()` needs.
 *
 * @param {import('esbuild').Metafile} metafile
 */
function loadedAtOnce({ outputs }) {
  const open = Object.keys(outputs).filter((name) => outputs[name].entryPoint === '<stdin>');
  const found = new Set(open);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const { path, kind } of outputs[name].imports) {
      if (kind !== 'import-statement' || found.has(path) || !(path in outputs)) continue;
      found.add(path);
      open.push(path);
    }
  }
  return found;
}
