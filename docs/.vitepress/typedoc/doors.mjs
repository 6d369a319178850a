import { readFileSync } from 'node:fs';

/** What each door of the package is for, on the first page of its API. */
const PURPOSES = /** @type {Record<string, string>} */ ({
  '.': 'The operators, the `Pool` behind them, errors, and the types that go with them.',
  './angular': 'Pools by the injector of Angular.',
  './browser': "What the module of a browser's worker imports; it loads without RxJS.",
  './nestjs': 'Pools as providers of NestJS, and their health.',
  './bullmq': 'Pools on a queue of BullMQ: more machines.',
  './insight': 'What shows a pool at work.',
  './tasks': 'What modules with tasks import; it loads without RxJS.',
  './testing': 'Workers in virtual time, for marble tests.',
});

/** @typedef {{ name: string, source: string, purpose: string }} Door `source` is relative to the repository */

/**
 * The doors of the package, as its `package.json` has them.
 *
 * @returns {Door[]}
 */
export function doors() {
  const { name, exports } = JSON.parse(
    readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
  );
  return Object.entries(exports)
    .filter(([, door]) => typeof door === 'object')
    .map(([path, { types }]) => ({
      name: path.replace('.', name),
      source: types.replace('./dist/', 'src/').replace(/\.d\.ts$/, '.ts'),
      purpose: purposeOf(path),
    }));
}

/** @param {string} path */
function purposeOf(path) {
  const purpose = PURPOSES[path];
  if (purpose === undefined)
    throw new Error(`docs/.vitepress/typedoc/doors.mjs does not say what ${path} is for`);
  return purpose;
}
