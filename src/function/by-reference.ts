import type { ReferenceTravel } from '../wire/shipment.js';
import type { AnyFunction } from './any-function.js';
import { findExport } from './find-export.js';
import { locate } from './locate.js';
import { findScript } from './find-script.js';

/** The way of a function that a module exports: workers import the module and take the same export. */
export async function byReference(fn: AnyFunction): Promise<ReferenceTravel | undefined> {
  const location = await locate(fn);
  const script = location && (await findScript(fn, location));
  const found = script && (await findExport(fn, script));
  return found && { way: 'reference', ...found };
}
