import { randomUUID } from 'node:crypto';
import { ReplaySubject, type Observable } from 'rxjs';
import type { Progress } from './progress.js';

/** One upload and its answers. */
export class Job {
  readonly id = randomUUID();
  // Not a BehaviorSubject, which has nothing to say any more once it is complete.
  readonly #progress = new ReplaySubject<Progress>(1);
  #last: Progress = { state: 'running', rows: 0, bad: 0 };
  readonly #controller = new AbortController();

  constructor() {
    this.#progress.next(this.#last);
  }

  /** How far it is, now and from now on; completes with the job. */
  get progress(): Observable<Progress> {
    return this.#progress.asObservable();
  }

  /** Aborts when nobody waits for the answers any more. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Rows were answered. */
  advance(rows: number, bad: number): void {
    this.#tell({ rows: this.#last.rows + rows, bad: this.#last.bad + bad });
  }

  cancel(): void {
    this.#controller.abort();
  }

  end(state: Exclude<Progress['state'], 'running'>): void {
    this.#tell({ state });
    this.#progress.complete();
  }

  #tell(change: Partial<Progress>): void {
    this.#last = { ...this.#last, ...change };
    this.#progress.next(this.#last);
  }
}
