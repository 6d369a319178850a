/** What a health check tells of a pool, in the shape of `@nestjs/terminus`. */
export interface PoolHealth {
  /** `down` if the pool takes no calls, no worker of it can start, or a limit is exceeded. */
  readonly status: 'up' | 'down';
  /** Why it is down. */
  readonly message?: string;
  /** Workers that are ready or at work; 0 before the first call. */
  readonly workers: number;
  /** Workers that the pool is to have. */
  readonly processes: number;
  /** Items that wait for a worker. */
  readonly queued: number;
  /** How long the one has waited that has waited longest, in ms. */
  readonly oldest: number;
}
