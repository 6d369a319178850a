/**
 * @typedef {object} Costs of one job, in ms: `fixed` for any, `perByte` for each byte of its items and results
 * @property {{ fixed: number, perByte: number }} driver one thread
 * @property {{ fixed: number, perByte: number }} redis one thread
 * @property {{ fixed: number, perByte: number }} worker each has a thread for it besides the one that works
 * @property {number} network bytes per ms that Redis can take and give
 */

/**
 * @typedef {object} Load
 * @property {number} workers threads, over all machines
 * @property {number} itemTime ms of work
 * @property {number} itemBytes of an item and its result
 * @property {number} messageTime ms of work that share a job
 */

/** Jobs that are played: enough for each of 1,000 workers to have dozens. */
const JOBS = 40_000;

/** Jobs for each worker in the queue, besides the one that it runs. */
const WAITING = 1;

/**
 * Plays jobs through a driver, Redis and workers, each of which does one thing at a time, and says how many items come
 * out per second.
 *
 *     driver sends -> Redis takes -> a worker that is free runs -> Redis takes -> driver reads -> driver sends ...
 *
 * @param {Load} load
 * @param {Costs} costs
 */
export function simulate({ workers, itemTime, itemBytes, messageTime }, costs) {
  const items = Math.max(1, Math.round(messageTime / itemTime));
  const bytes = items * itemBytes;
  const cost = (/** @type {{ fixed: number, perByte: number }} */ { fixed, perByte }) =>
    fixed + perByte * bytes;
  // Half of each cost is the way there, half the way back.
  const driverHalf = cost(costs.driver) / 2;
  const redisHalf = Math.max(cost(costs.redis), (2 * bytes) / costs.network) / 2;
  const work = items * itemTime + cost(costs.worker);
  let driverFree = 0;
  let redisFree = 0;
  /** Stages in the order of their times: a heap of [time, stage]. @type {Array<readonly [number, Stage]>} */
  const heap = [];
  const inFlight = workers * (1 + WAITING);
  let sent = 0;
  let returned = 0;
  let end = 0;
  const free = new Free(workers);
  for (; sent < Math.min(inFlight, JOBS); sent++) push(heap, [0, 'send']);
  for (let next = pop(heap); next; next = pop(heap)) {
    const [time, stage] = next;
    if (stage === 'send') {
      driverFree = Math.max(driverFree, time) + driverHalf;
      push(heap, [driverFree, 'add']);
    } else if (stage === 'add') {
      redisFree = Math.max(redisFree, time) + redisHalf;
      push(heap, [free.take(redisFree, work), 'finish']);
    } else if (stage === 'finish') {
      redisFree = Math.max(redisFree, time) + redisHalf;
      push(heap, [redisFree, 'read']);
    } else {
      driverFree = Math.max(driverFree, time) + driverHalf;
      end = driverFree;
      returned++;
      if (sent++ < JOBS) push(heap, [driverFree, 'send']);
    }
  }
  return { itemsPerSecond: (returned * items) / (end / 1000), itemsPerJob: items };
}

/** @typedef {'send' | 'add' | 'finish' | 'read'} Stage */

/** From when each worker is free. */
class Free {
  /** @type {Array<readonly [number, Stage]>} */
  #heap;

  /** @param {number} workers */
  constructor(workers) {
    this.#heap = Array.from({ length: workers }, () => /** @type {const} */ ([0, 'read']));
  }

  /**
   * The worker that is free first takes a job.
   *
   * @param {number} time when the job is there
   * @param {number} work how long it takes
   * @returns {number} when it is done
   */
  take(time, work) {
    const first = pop(this.#heap);
    const done = Math.max(time, first?.[0] ?? 0) + work;
    push(this.#heap, [done, 'read']);
    return done;
  }
}

/** @param {Array<readonly [number, Stage]>} heap @param {readonly [number, Stage]} entry */
function push(heap, entry) {
  let at = heap.push(entry) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (heap[parent][0] <= entry[0]) break;
    heap[at] = heap[parent];
    at = parent;
  }
  heap[at] = entry;
}

/** @param {Array<readonly [number, Stage]>} heap */
function pop(heap) {
  const [first] = heap;
  const last = heap.pop();
  if (heap.length === 0 || last === undefined) return first;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && heap[child + 1][0] < heap[child][0]) child++;
    if (heap[child][0] >= last[0]) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = last;
  return first;
}
