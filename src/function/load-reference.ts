import type { ReferenceTravel } from '../wire/shipment.js';
import type { AnyFunction } from './any-function.js';
import { followPath } from './follow-path.js';
import { importModule } from './import-module.js';

/** Takes a function from the exports of its module. */
export async function loadReference({ url, path }: ReferenceTravel): Promise<AnyFunction> {
  return followPath(await importModule(url), path, url) as AnyFunction;
}
