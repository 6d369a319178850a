import { code } from './code.mjs';
import { exported } from './exports.mjs';
import { imports } from './imports.mjs';
import { refusals } from './refusals.mjs';
import { values } from './values.mjs';

/** Every function of the corpus. Functions make the tables, so that no export leads to what is in them. */
export const allCases = () => [...values(), ...code(), ...imports(), ...exported(), ...refusals()];
