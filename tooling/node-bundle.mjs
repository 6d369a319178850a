import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { root } from './places.mjs';

const dist = join(root, 'dist');

/** What Node loads, by the name that it gets in `dist/node/`: the doors of the package, and what runs in its workers. */
const ENTRIES = {
  angular: 'angular/index.js',
  browser: 'browser.js',
  bullmq: 'backends/bullmq/index.js',
  cli: 'cli/main.js',
  entry: 'backends/tinypool/entry.js',
  index: 'index.js',
  insight: 'insight/index.js',
  nestjs: 'nestjs/index.js',
  tasks: 'tasks.js',
  testing: 'testing/index.js',
};

const input = Object.fromEntries(Object.entries(ENTRIES).map(([name, file]) => [name, join(dist, file)]));

/**
 * Makes a few files of the many that the compiler wrote, as each takes Node up to a millisecond, in the program and in
 * every worker: one of what workers load, one of what every program loads, too, and the doors. By rolldown, as esbuild
 * takes no word on what goes together. Browsers get theirs from a bundler of the application's.
 */
export async function nodeBundle() {
  const bundle = await rolldown({
    input,
    platform: 'node',
    external: /^[^./#]/,
    checks: { bundlerTimings: false },
  });
  await bundle.write({
    dir: join(dist, 'node'),
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    comments: { jsdoc: false },
    codeSplitting: {
      groups: [
        { debugName: 'worker', name: groupOf('worker', [input.entry, input.tasks]), priority: 2 },
        { debugName: 'program', name: groupOf('program', [input.index]), priority: 1 },
      ],
    },
  });
  await bundle.close();
  // npm does so where it installs the package, but not in this repository.
  chmodSync(join(dist, 'node', 'cli.js'), 0o755);
}

/**
 * Takes what some entries load at once into one file; but what runs in workers begins only there.
 *
 * @param {string} name
 * @param {readonly string[]} entries
 * @returns {import('rolldown').CodeSplittingNameFunction}
 */
function groupOf(name, entries) {
  /** @type {Set<string> | undefined} */
  let loaded;
  return (id, modules) => {
    loaded ??= loadedBy(entries, modules);
    return loaded.has(id) && id !== input.entry ? name : null;
  };
}

/**
 * @param {readonly string[]} entries
 * @param {Pick<import('rolldown').PluginContext, 'getModuleInfo'>} modules
 * @returns {Set<string>} the files that are loaded before the first line of the entries runs
 */
function loadedBy(entries, modules) {
  // A set hands on what is added while it is walked.
  const loaded = new Set(entries);
  for (const id of loaded) {
    for (const imported of modules.getModuleInfo(id)?.importedIds ?? []) {
      if (imported.startsWith(dist)) loaded.add(imported);
    }
  }
  return loaded;
}
