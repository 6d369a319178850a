/**
 * A function, how it should travel, and what should come of it.
 *
 * @typedef {object} Case
 * @property {string} name
 * @property {(...args: never[]) => unknown} fn
 * @property {readonly unknown[]} [args] one 5 if there are none
 * @property {'source' | 'reference' | 'closure' | 'task'} [way] as plain Node runs it
 * @property {unknown} [result]
 * @property {string} [throws] the message of the error that it throws itself
 * @property {readonly string[]} [refused] the names that are in its way
 * @property {'worker_threads'} [runtime] the only one where it works
 * @property {false} [transformed] vitest leaves it no way to travel
 */
export {};
