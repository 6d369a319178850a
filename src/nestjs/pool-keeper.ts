import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Pool, ResultTimeoutError, type PoolOptions, type WorkerCrash } from 'rxjs-pool';
import { checkModuleValue } from './check-module-value.js';
import type { PoolModuleOptions } from './pool-module-options.js';

/** The default `shutdownTimeout`, in ms; the option says what a longer and a shorter one do. */
const SHUTDOWN_TIMEOUT = 5000;

/** Makes a pool, logs what happens to its workers, and ends it with the application. */
export class PoolKeeper implements OnApplicationShutdown {
  readonly pool: Pool;
  readonly #logger: Logger;
  readonly #shutdownTimeout: number;

  /**
   * @param name - What the log calls the pool, unless it is the only one without.
   * @throws TypeError for an option of the module that is wrong, TypeError or RangeError for one of the pool.
   */
  constructor(given: PoolModuleOptions, name?: string) {
    const action = 'create a PoolModule';
    checkModuleValue(action, 'options', given);
    const { shutdownTimeout = SHUTDOWN_TIMEOUT, ...options } = given;
    checkModuleValue(action, 'shutdownTimeout', shutdownTimeout);
    this.#shutdownTimeout = shutdownTimeout;
    this.#logger = new Logger(name === undefined ? 'Pool' : `Pool ${name}`);
    this.pool = new Pool(this.#listened(options));
  }

  /** Lets the calls that have begun end, for as long as they may. */
  async onApplicationShutdown(): Promise<void> {
    this.pool.close();
    try {
      await this.pool.join(this.#shutdownTimeout);
    } catch (error) {
      if (!(error instanceof ResultTimeoutError)) throw error;
      const { jobs } = this.pool.stats;
      this.#logger.warn(
        `Terminating the workers: calls that have not ended within ${this.#shutdownTimeout} ms: ${jobs}`,
      );
      await this.pool.terminate();
    }
  }

  /** With another backend there are no workers to hear of, and a pool takes no other options. */
  #listened({ onCrash, ...options }: PoolOptions): PoolOptions {
    if (options.executor) return { ...options, ...(onCrash && { onCrash }) };
    return {
      ...options,
      onCrash: (crash) => {
        this.#log(crash);
        onCrash?.(crash);
      },
    };
  }

  #log({ workerId, index, exitCode, signal, cause }: WorkerCrash): void {
    const where = index === undefined ? '' : ` while it ran item ${index}`;
    const how = signal ? `killed by ${signal}` : exitCode === null ? 'no exit code' : `exit code ${exitCode}`;
    const why = cause instanceof Error ? `: ${cause.message}` : '';
    const stack = cause instanceof Error ? cause.stack : undefined;
    this.#logger.error(`Worker ${workerId} died${where} (${how})${why}`, ...(stack ? [stack] : []));
  }
}
