// An executor needs these parts once it runs something, and not before: a page loads them then.
export { InlineCopies } from './inline-copies.js';
export { ItemLimit } from './item-limit.js';
export { readValues } from './read-values.js';
export { Reporter } from '../../worker/reporter.js';
export { timeoutReason } from '../../worker/timeout-reason.js';
