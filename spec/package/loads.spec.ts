import { readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runProgram } from '../function/run-program.js';

const root = pathToFileURL(createRequire(import.meta.url).resolve('rxjs-pool/package.json'));

/** By its place in the package, so that it is found in the tarball, too. */
const { specifiersOf } = (await import(new URL('dist/function/specifiers-of.js', root).href)) as {
  specifiersOf: (code: string) => Promise<string[]>;
};

/** What Node reads before the first line of a built file runs: how many files of the package, and which packages. */
async function loadedWith(name: string): Promise<{ files: number; packages: string[] }> {
  const files = new Set([new URL(`dist/node/${name}.js`, root).href]);
  const packages = new Set<string>();
  // A set hands on what is added while it is walked.
  for (const file of files) {
    for (const specifier of await specifiersOf(readFileSync(fileURLToPath(file), 'utf8'))) {
      if (specifier.startsWith('.')) files.add(new URL(specifier, file).href);
      else if (!isBuiltin(specifier)) packages.add(specifier);
    }
  }
  return { files: files.size, packages: [...packages] };
}

describe('what is loaded at once', () => {
  it('a program that imports the package loads rxjs, and neither tinypool nor a parser', async () => {
    expect(await loadedWith('index')).toEqual({ files: 3, packages: ['rxjs'] });
  });

  it('a worker loads no package but tinypool, which has started it', async () => {
    expect(await loadedWith('entry')).toEqual({ files: 2, packages: [] });
  });

  it('what a queue needs is asked for by the first call, which says what to install', async () => {
    const program = fileURLToPath(new URL('fixtures/without-peers.mjs', import.meta.url));
    const { stdout } = await runProgram([program]);
    expect(stdout).toMatch(
      /^PoolError: Cannot use a queue: package '(?:bullmq|ioredis)' is missing; npm install bullmq ioredis\n$/,
    );
  });

  it('a module with tasks loads little more than its worker has already', async () => {
    expect(await loadedWith('tasks')).toEqual({ files: 2, packages: [] });
  });
});
