import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { root } from './places.mjs';

/** What the package may cost a page, gzipped and without RxJS, in kB. */
const MOST = 12.1;

/**
 * Bundles everything that the package exports as a browser's bundler would, and weighs what a page loads at once. A
 * built-in module of Node anywhere in it is an error.
 */
export async function bundleSize() {
  const { outputFiles, metafile } = await build({
    stdin: { contents: "export * from 'rxjs-pool';", resolveDir: root },
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
  const weights = outputFiles.map(({ path, contents }) => ({
    name: path.slice(path.indexOf('/out/') + 1),
    kB: gzipSync(contents, { level: 9 }).byteLength / 1000,
  }));
  const atOnce = loadedAtOnce(metafile);
  const sum = (/** @type {boolean} */ early) =>
    weights.filter(({ name }) => atOnce.has(name) === early).reduce((kBs, { kB }) => kBs + kB, 0);
  const note = `${sum(true).toFixed(1)} kB gzip without RxJS, of ${MOST} kB; ${sum(false).toFixed(1)} kB when needed`;
  return { ok: sum(true) <= MOST, output: sum(true) <= MOST ? '' : `a page would load ${note}\n`, note };
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
