import { startImporting } from './importing.mjs';

/** Loads this package, where rxjs is there already: so its part is not lost in the noise of what rxjs takes. */
export const start = startImporting('rxjs-pool', ['rxjs']);
