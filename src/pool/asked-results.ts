import type { Clock } from '../executor/clock.js';
import type { Demand, StageDemand } from '../job/demand.js';
import type { Outlet } from '../job/job-spec.js';
import type { Fault } from '../job/output.js';

/** Results that are asked for one by one. */
export interface AskedResults<R> {
  /** Waits for the next one, for `timeout` ms at most. */
  next(timeout: number): Promise<IteratorResult<R, undefined>>;
  /** Nobody asks any more: closes the input, cancels what runs. */
  cancel(): void;
  /** Nobody can ask any more; somebody may still wait for what was promised. */
  drop(): void;
}

/** A job as those who ask for its results feed it. */
export interface FedJob extends StageDemand {
  readonly isClosed: boolean;
  push(item: unknown): void;
  end(fault?: Fault): void;
  cancel(): void;
}

/** Where jobs are opened that do what an `S` says. */
export interface JobOpener<S> {
  readonly clock: Clock;
  open(spec: S, caller: { readonly outlet: Outlet; readonly reader: Demand }): FedJob;
  /** Takes a job that is opened later, even if the pool is closed by then, unless the returned function is called. */
  reserve(spec: S): () => void;
}
