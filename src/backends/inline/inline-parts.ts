// What only an executor needs that runs something: a page loads it then.
export { InlineCopies } from './inline-copies.js';
export { readValues } from './read-values.js';
export { Reporter } from '../../worker/reporter.js';
