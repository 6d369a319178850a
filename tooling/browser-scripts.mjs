import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { root } from './places.mjs';

const dist = join(root, 'dist');

/** Bundles what browsers load in one piece, from the built package into it. */
export function browserScripts() {
  blobScript();
  parsers();
}

/** The script of workers that are made from a blob, as a string. */
function blobScript() {
  const script = bundle({ entryPoints: [join(dist, 'backends', 'web', 'blob-entry.js')], format: 'iife' });
  writeFileSync(
    join(dist, 'backends', 'web', 'blob-script.js'),
    `export const script = ${JSON.stringify(script.trimEnd())};\n`,
  );
}

/** The parsers, of which some are CommonJS modules: not every bundler takes these without a warning. */
function parsers() {
  const contents = `export * as acorn from 'acorn'; export * as eslintScope from 'eslint-scope';`;
  const script = bundle({ stdin: { contents, resolveDir: root }, format: 'esm', legalComments: 'inline' });
  writeFileSync(join(dist, 'function', 'bundled-parsers.js'), script);
}

/** @param {import('esbuild').BuildOptions} options */
function bundle(options) {
  const settings = /** @type {const} */ ({
    bundle: true,
    minify: true,
    platform: 'browser',
    target: 'es2022',
  });
  const { outputFiles } = buildSync({ ...settings, ...options, write: false });
  return outputFiles[0].text;
}
