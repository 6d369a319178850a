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
        { debugName: 'worker', name: groupOf('worker', loadedByWorkers), priority: 2 },
        {
          debugName: 'program',
          name: groupOf('program', (modules) => loadedBy([input.index], modules)),
          priority: 1,
        },
      ],
    },
  });
  await bundle.close();
  // npm does so where it installs the package, but not in this repository.
  chmodSync(join(dist, 'node', 'cli.js'), 0o755);
}

/**
 * Takes some modules into one file; but what runs in workers begins only there.
 *
 * @param {string} name
 * @param {(modules: Modules) => Set<string>} select
 * @returns {import('rolldown').CodeSplittingNameFunction}
 */
function groupOf(name, select) {
  /** @type {Set<string> | undefined} */
  let loaded;
  return (id, modules) => {
    loaded ??= select(modules);
    return loaded.has(id) && id !== input.entry ? name : null;
  };
}

/**
 * What workers load at once, and what they share with the program when they load a closure: they must not load all of the
 * program for it.
 *
 * @param {Modules} modules
 * @returns {Set<string>}
 */
function loadedByWorkers(modules) {
  const closures = loadedBy([join(dist, 'function', 'load-closure.js')], modules);
  const program = loadedBy([input.index], modules);
  const shared = [...closures].filter((id) => program.has(id));
  return new Set([...loadedBy([input.entry, input.tasks], modules), ...shared]);
}

/** @typedef {Pick<import('rolldown').PluginContext, 'getModuleInfo'>} Modules */

/**
 * @param {readonly string[]} entries
 * @param {Modules} modules
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
