// Labels in the stack traces of functions that travel: workers write them, and the pool's thread reads them.

/** Marks the name of a file that a tool has made of another one. */
export const GENERATED = '#rxjs-pool';

/** The lines before those of a self-contained function: `new Function` writes them. */
export const LINES_BEFORE = 2;

/** Stands before the code of a strict one. */
export const STRICT = `'use strict'; `;
