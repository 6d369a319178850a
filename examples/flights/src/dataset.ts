import { fileURLToPath } from 'node:url';

/** Path of a data file that comes with the vega-datasets package. */
export function dataset(name: string): string {
  // The package exports its script only, build/vega-datasets.js; the data lie next to that folder.
  return fileURLToPath(new URL(`../data/${name}`, import.meta.resolve('vega-datasets')));
}
