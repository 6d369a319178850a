import { startImporting } from './importing.mjs';

/** Loads rxjs, and nothing else. */
export const start = startImporting('rxjs');
