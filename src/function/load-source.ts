import type { SourceTravel } from '../wire/shipment.js';
import type { AnyFunction } from './any-function.js';
import { STRICT } from './stack-labels.js';

/** Makes source without free variables a function again. */
export function loadSource({ code, name, isStrict }: SourceTravel): AnyFunction {
  // The name stands in stack traces.
  const label = (name || 'anonymous').replace(/[^\w$.-]/g, '_');
  const strict = isStrict ? STRICT : '';
  // oxlint-disable-next-line typescript/no-implied-eval -- the way of a function that travels by its source
  const make = new Function(
    `${strict}return ${code};\n//# sourceURL=rxjs-pool/${label}.js`,
  ) as () => AnyFunction;
  const fn = make();
  if (fn.name !== name) Object.defineProperty(fn, 'name', { value: name, configurable: true });
  return fn;
}
