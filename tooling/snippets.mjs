import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { expectedOutput, keepsPromise } from './expected-output.mjs';
import { exampleFences, fences } from './fences.mjs';
import { out, root, tsc } from './places.mjs';
import { runNode } from './run-node.mjs';

const compilerOptions = {
  noEmit: false,
  rootDir: '.',
  outDir: 'js',
  sourceMap: true,
  moduleDetection: 'force',
  // As an application of NestJS has them.
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  noUnusedLocals: false,
  noUnusedParameters: false,
};

/** What was installed or generated in `docs`; the examples on its pages of the API are those of the doc comments. */
const FOREIGN = /(?:^|\/)(?:node_modules|\.vitepress)\/|^docs\/api\//;

/**
 * Compiles every TypeScript snippet of a Markdown file, or of the Markdown files and doc comments of a folder, against
 * the built package, runs it with Node, and compares what it prints with what its comments promise.
 *
 * @param {string} source `README.md`, or a folder of `.md` and `.ts` files
 */
export async function snippets(source) {
  const folder = join(out, 'snippets', source.replaceAll(/\W/g, '-'));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });

  const found = filesOf(source).flatMap((file) => write(file, folder));
  const note = `${found.length} snippets in ${source}`;
  if (found.length === 0) return { ok: true, output: '', note };

  const config = { extends: '../../../../tsconfig.json', compilerOptions, include: ['*.ts'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const compiled = await runNode([tsc, '-p', folder], { seconds: 180 });
  if (!compiled.ok) return compiled;

  let output = '';
  for (const snippet of found.filter(({ run }) => run)) output += await complaint(snippet, folder);
  return { ok: output === '', output, note };
}

/** @param {string} source */
function filesOf(source) {
  if (!statSync(join(root, source)).isDirectory()) return [source];
  return readdirSync(join(root, source), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') || file.endsWith('.md'))
    .filter((file) => !FOREIGN.test(join(source, file).replaceAll(sep, '/')))
    .toSorted()
    .map((file) => join(source, file));
}

/**
 * Writes the snippets of a file into a folder, one file each.
 *
 * @param {string} file
 * @param {string} folder
 */
function write(file, folder) {
  const text = readFileSync(join(root, file), 'utf8');
  return (file.endsWith('.md') ? fences : exampleFences)(text).map((fence) => {
    const name = `${file.replaceAll(/\W/g, '-')}-${fence.line}`;
    // Blank lines in front: the line numbers of error messages are those of the source.
    writeFileSync(join(folder, `${name}.ts`), '\n'.repeat(fence.line - 1) + fence.code);
    return { ...fence, name, at: `${file}:${fence.line}` };
  });
}

/**
 * Runs a compiled snippet, and says what is wrong with it, if anything is.
 *
 * @param {{ name: string, at: string, code: string }} snippet
 * @param {string} folder
 */
async function complaint({ name, at, code }, folder) {
  const script = join(folder, 'js', `${name}.js`);
  const { ok, stdout, output } = await runNode(['--enable-source-maps', script], {
    seconds: 60,
    cwd: folder,
  });
  if (!ok) return `${at} fails:\n${output}\n`;
  if (keepsPromise(code, stdout)) return '';
  return `${at} promises:\n${expectedOutput(code).lines.join('\n')}\nand prints:\n${output}\n`;
}
