import type { PoolOptions } from 'rxjs-pool';

/** The options of `new Pool()`, and how the pool ends with its application. */
export interface PoolModuleOptions extends PoolOptions {
  /**
   * Most ms that calls may still run when the application shuts down; then the workers are terminated, and what is open
   * fails with `PoolTerminatedError`. `0` waits for nothing, `Infinity` for everything. Longer lets slow items end;
   * shorter is done before whoever stops the program loses patience and kills it: Docker after 10 s, Kubernetes after
   * 30 s, and the requests that Nest waits for before come out of the same time.
   *
   * @default 5000
   */
  shutdownTimeout?: number;
}
