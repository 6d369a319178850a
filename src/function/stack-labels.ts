// How the code of a function that travels stands in stack traces: workers write it so, and the pool's thread reads it.

/** Marks the name of a file that a tool has made of another one. */
export const GENERATED = '#rxjs-pool';

/** The lines before those of a self-contained function: `new Function` writes them. */
export const LINES_BEFORE = 2;

/** Stands before the code of a strict one. */
export const STRICT = `'use strict'; `;
