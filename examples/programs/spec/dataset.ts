import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const script = createRequire(import.meta.url).resolve('vega-datasets');

/** The path of a data file that comes with the vega-datasets package. */
export function dataset(name: string): string {
  // The package exports its script only, build/index.js. The data lie next to that folder.
  return join(dirname(script), '..', 'data', name);
}
