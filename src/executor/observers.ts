import type { Executor } from './executor.js';
import type { PoolEvent, PoolObserver } from './observer.js';

/** Who observes a pool: those who have told it, and whoever listens to a channel of the platform. */
export class Observers {
  readonly #executor: Executor;
  readonly #find: () => PoolObserver | undefined;
  readonly #all = new Set<PoolObserver>();
  /** The one of them who has not told the pool. */
  #found: PoolObserver | undefined;

  /** @param find - Who observes the pool by a channel of the platform; asked for once for each batch. */
  constructor(executor: Executor, find: () => PoolObserver | undefined = () => undefined) {
    this.#executor = executor;
    this.#find = find;
  }

  /** True if anyone listens, so that there is somebody to make events for. */
  get areThere(): boolean {
    return this.#all.size > 0;
  }

  /** Has `observer` hear what happens, until the returned function is called. */
  add(observer: PoolObserver): () => void {
    this.#all.add(observer);
    this.#tellExecutor();
    return () => {
      this.#all.delete(observer);
      this.#tellExecutor();
    };
  }

  /** Whoever has begun to listen to a channel hears of what comes next. */
  lookAround(): void {
    const found = this.#find();
    if (found === this.#found) return;
    if (this.#found) this.#all.delete(this.#found);
    if (found) this.#all.add(found);
    this.#found = found;
    this.#tellExecutor();
  }

  hear(event: PoolEvent): void {
    for (const observer of this.#all) observer.hear(event);
  }

  #tellExecutor(): void {
    const isMeasured = [...this.#all].some((observer) => observer.isMeasured);
    this.#executor.observe?.(this.areThere ? { isMeasured, hear: (event) => this.hear(event) } : undefined);
  }
}
