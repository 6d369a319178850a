/** A value as error messages show it: short, and telling `'2'` from `2`. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return `${kindOf(value)} ${value.name || '(anonymous)'}`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  const { subscribe, pipe } = value as Record<string, unknown>;
  const isObservable = typeof subscribe === 'function' && typeof pipe === 'function';
  return isObservable ? 'an Observable; use source.pipe(poolImap(fn))' : 'an object';
}

/** Tells a class and a generator function from any other function. */
export function kindOf(fn: unknown): 'class' | 'generator function' | 'function' {
  if (/^class\b/.test(Function.prototype.toString.call(fn))) return 'class';
  return /Generator/.test(Object.prototype.toString.call(fn)) ? 'generator function' : 'function';
}
