import type { Surroundings } from '../../executor/surroundings.js';

/** Browsers know neither asynchronous contexts nor channels for diagnostics. */
export function surroundings(): Surroundings {
  return { keepContext: () => (work) => work() };
}
