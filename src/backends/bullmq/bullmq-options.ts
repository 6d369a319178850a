import type { ErrorClass } from '../../values/class-table.js';
import type { RedisConnection } from './redis-connection.js';

/** How a pool uses a queue. */
export interface BullmqOptions {
  /** Name of the queue: what the workers were started with as `--queue`. */
  readonly queue: string;
  /** Where Redis is: a URL such as `redis://user:password@host:6379/0`, or its parts. */
  readonly connection: string | RedisConnection;
  /**
   * Items that this pool has running at once, over all machines; a positive integer. Best is the number of threads that
   * all workers have together.
   *
   * @default 16
   */
  readonly processes?: number;
  /**
   * Milliseconds that Redis may be unreachable or full before calls fail.
   *
   * @default 60000
   */
  readonly patience?: number;
  /**
   * Most bytes of one item, and of one result. An item that is larger fails with `PayloadTooLargeError`.
   *
   * @default 16777216
   */
  readonly payloadLimit?: number;
  /**
   * Milliseconds after which results that nobody has fetched, as their driver is gone, are removed from Redis.
   *
   * @default 3600000
   */
  readonly leftoversAge?: number;
  /**
   * Let functions travel by their source that can go by no reference. Only workers that were started with
   * `--allow-source` run them.
   *
   * @default false
   */
  readonly allowSource?: boolean;
  /** Own error classes that come back from workers as their instances, found by name. */
  readonly errorClasses?: readonly ErrorClass[];
}
