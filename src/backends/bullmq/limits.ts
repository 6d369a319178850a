// The cluster's tuned numbers, each with both sides of its trade-off.

/**
 * Work that one job of the queue should carry, in ms of a worker's time. A job takes some 3 ms from end to end and
 * some 0.3 ms of Redis: more makes that cheaper still, less spreads the end of a mapping over all machines better and
 * repeats less when a machine is lost.
 */
export const MESSAGE_TIME = 20;

/**
 * The default `processes`: jobs that a driver has running at once. More keeps more machines busy, fewer hold fewer
 * items in memory and in Redis and let other drivers of the same queue in sooner.
 */
export const PROCESSES = 16;

/**
 * Jobs for each of `processes` that are in the queue, as long as they prove quick. One that waits hides the way to
 * Redis and back; more would only make a cancel, and another driver's first job, wait for longer.
 */
export const WINDOW = 2;

/**
 * How long a worker machine may be silent before its jobs are taken for lost, in ms. Longer survives longer pauses of
 * a machine and of Redis, shorter brings the jobs of a dead machine back sooner. Jobs run twice where it was only slow.
 */
export const LOCK_DURATION = 5000;

/** How often workers look for jobs of dead machines, in ms. More often finds them sooner, and costs Redis more. */
export const STALLED_INTERVAL = 1000;

/**
 * When a driver asks for a job that it has heard nothing of, in ms. Events get lost when a driver is busy, or Redis is
 * restarted: asking sooner finds such results sooner, later leaves Redis alone with long jobs.
 */
export const LOOK_AFTER = 1000;

/** The longest time between two such questions, in ms, as each waits for longer than the one before. */
export const LOOK_AT_LEAST_EVERY = 5000;

/** How long a driver that waits for nothing stays connected, in ms. Longer spares short calls the way to connect. */
export const GRACE = 100;

/**
 * The default `patience`: how long Redis may be unreachable or full before calls fail, in ms. Longer survives longer
 * outages, shorter tells of them sooner.
 */
export const PATIENCE = 60_000;

/** The default `leftoversAge`, in ms: what nobody has fetched is removed then. Longer forgives slower drivers. */
export const LEFTOVERS_AGE = 3_600_000;

/**
 * The default `payloadLimit`, in bytes of one item or result. Higher lets larger values through, each of which keeps
 * Redis and both ends from anything else meanwhile (some 10 ms per 10 MB); lower asks for references to files sooner.
 */
export const PAYLOAD_LIMIT = 16 * 2 ** 20;

/** Results of a job that goes on are sent after this time, in ms. Sooner shows them sooner, later costs Redis less. */
export const PARTIAL_AFTER = 50;

/**
 * ... or after this share of the time since the job began, if that is longer: each time all results so far are sent
 * again, so that a smaller share sends more bytes and a larger one shows results of long jobs later.
 */
export const PARTIAL_SHARE = 0.25;

/** How long to wait between two attempts to write to Redis, in ms. Shorter goes on sooner, longer leaves it alone. */
export const RETRY_AFTER = 200;

/** Functions sent by source that a worker remembers. More spares it to make them again, fewer takes less memory. */
export const SOURCES_KEPT = 100;

/**
 * How often a driver tells the workers that it lives, in ms. More often lets them give up a dead one sooner, less often
 * costs less: each worker hears it of each driver.
 */
export const ALIVE_EVERY = 10_000;

/**
 * How long a worker runs items for a driver that it hears nothing of, in ms. Shorter frees it sooner of what runs for a
 * dead driver, perhaps for ever; longer repeats nothing when Redis is away for as long.
 */
export const SILENT_DRIVER = 45_000;

/** The longest that the end of a pool waits for Redis, in ms. Longer leaves less behind, shorter ends sooner without it. */
export const LONGEST_GOODBYE = 1000;

/** How long a driver hears nothing before it looks whether anybody serves the queue, and warns if not, in ms. */
export const UNSERVED_AFTER = 10_000;
