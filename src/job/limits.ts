// The engine's tuned numbers, each with both sides of its trade-off.

/**
 * Chunks for each worker that `poolMap` cuts its items into when no `chunksize` is given: Python's number. More
 * chunks balance uneven items better, fewer cost less per item. Where messages carry as many chunks as are worth
 * sending at once, each item is one.
 */
export const CHUNKS_PER_WORKER = 4;

/**
 * Chunks for each worker that wait, cut and ready, for a source that is read on demand. More hide a slow source
 * better, fewer hold fewer items in memory and take fewer that a later `take(n)` would not have needed.
 */
export const CHUNKS_AHEAD = 2;

/**
 * The default `buffersize`: items taken from a source on demand and not delivered yet. More let the other workers
 * run further ahead of one slow item before they have to wait for it, fewer bound the memory more tightly.
 */
export const BUFFERSIZE = 1024;

/**
 * Most that a job is charged for one batch, in ms of a worker's time, when jobs take turns by time. Higher lets more
 * quick items of others go ahead of a slow one; lower keeps a busy machine, where any item may seem slow, from holding
 * a job back.
 */
export const MOST_CHARGED = 10;

/**
 * A chunk that takes less than this, in ms, may be sent to a worker that is not done with the one before it, so
 * that the worker need not wait for the next. Higher saves the way to the worker (about 0.1 ms) for slower chunks,
 * where it matters less; lower keeps fewer chunks waiting behind a slow one while another worker could take them.
 */
export const QUICK_CHUNK = 10;

/**
 * The least part of a place at a worker that a lone call takes, however quick it is. Less lets more of them travel in one
 * message, more gives a call that turns out slow fewer others to keep waiting.
 */
export const LIGHTEST = 1 / 16;
