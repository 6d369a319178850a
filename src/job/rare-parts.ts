// What few jobs need: a page loads it with the first that does.
export { ByteBound } from './byte-bound.js';
export { Iteration } from './iteration.js';
export { Streams } from './streams.js';
