import type { SourceTravel } from '../wire/shipment.js';
import type { AnyFunction } from './any-function.js';

/** Makes source without free variables a function again. */
export function loadSource({ code, name }: SourceTravel): AnyFunction {
  // The name stands in stack traces. Strict, as all module code is.
  const label = name.replace(/[^\w$.-]/g, '_');
  // oxlint-disable-next-line typescript/no-implied-eval -- the way of a function that travels by its source
  const make = new Function(
    `'use strict'; return ${code};\n//# sourceURL=rxjs-pool/${label}.js`,
  ) as () => AnyFunction;
  return make();
}
