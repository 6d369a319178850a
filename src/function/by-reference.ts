import type { ReferenceTravel } from '../wire/shipment.js';
import type { AnyFunction } from './any-function.js';
import { factsOf } from './facts.js';
import { findExport } from './find-export.js';
import { locate } from './locate.js';
import { isNative } from './read-source.js';

/** The way of a function that a module exports: workers import the module and take the same export. */
export function byReference(fn: AnyFunction): ReferenceTravel | undefined {
  if (isNative(fn)) return undefined;
  const facts = factsOf(fn, () => locate(fn));
  const found = facts && findExport(fn, facts, () => locate(fn));
  return found && { way: 'reference', ...found };
}
