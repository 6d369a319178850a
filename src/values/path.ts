/** How to get from an object to a part of it. */
export type Step =
  string | { readonly keyAt: number } | { readonly valueAtKey: unknown } | { readonly valueAt: number };

/** Writes a step as code: `.name`, `[0]`, `.get("key")`. */
export function nameStep(owner: object, step: Step): string {
  if (typeof step === 'string') return step === '' ? '' : nameOf(owner, step);
  if ('keyAt' in step) return `.keys()[${step.keyAt}]`;
  if ('valueAt' in step) return `.values()[${step.valueAt}]`;
  return `.get(${label(step.valueAtKey)})`;
}

function nameOf(owner: object, key: string): string {
  if (Array.isArray(owner) && /^\d+$/.test(key)) return `[${key}]`;
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

function label(key: unknown): string {
  if (typeof key === 'string') return JSON.stringify(key);
  return typeof key === 'number' || typeof key === 'boolean' ? String(key) : typeof key;
}
