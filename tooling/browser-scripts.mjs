import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { root } from './places.mjs';

const dist = join(root, 'dist');

/** Bundles what browsers load in one piece, from the built package into it. */
export function browserScripts() {
  blobScript();
  parsers();
  tracePage();
}

/** The script of workers that are made from a blob, as a string. */
function blobScript() {
  const script = bundle({ entryPoints: [join(dist, 'backends', 'web', 'blob-entry.js')], format: 'iife' });
  writeFileSync(
    join(dist, 'backends', 'web', 'blob-script.js'),
    `export const script = ${JSON.stringify(script.trimEnd())};\n`,
  );
}

/** The script of the page that shows a trace, and its look, as strings. Its modules know browsers, and no others do. */
function tracePage() {
  const folder = join(root, 'src', 'trace-page');
  const script = bundle({ entryPoints: [join(folder, 'main.ts')], format: 'esm' });
  const style = bundle({ entryPoints: [join(folder, 'page.css')] });
  writeFileSync(
    join(dist, 'insight', 'page-script.js'),
    `export const script = ${quoted(script)};\nexport const style = ${quoted(style)};\n`,
  );
}

/** A literal that cannot end a script or a style element. @param {string} text */
function quoted(text) {
  return JSON.stringify(text.trimEnd()).replaceAll('</', String.raw`<\/`);
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
