import { startImporting } from './importing.mjs';

/** Loads rxjs and this package. */
export const start = startImporting(['rxjs', 'rxjs-pool']);
