// What few jobs need: a page loads it with the first that does.
export { Iteration } from './iteration.js';
export { Streams } from './streams.js';
