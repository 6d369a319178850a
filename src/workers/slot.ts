import type { Batch } from '../executor/batch.js';
import type { Cancel } from '../executor/executor.js';
import type { OnReport } from '../executor/report.js';
import { InitializerError } from '../errors.js';
import { unpackThrown, type Thrown } from '../values/thrown.js';
import type { FromWorker, Greeting } from '../wire/messages.js';
import { Backlog } from './backlog.js';
import type { Crew, Death, Ending } from './crew.js';
import type { Link } from './link.js';
import type { SlotOptions } from './workers-options.js';

/** The worker that fills a slot. */
interface Worker {
  readonly link: Link;
  /** What it said that it dies of. */
  lastWords: { readonly cause: unknown; readonly isStray: boolean } | undefined;
}

/** All that is known of one worker's place; `src/workers/README.md` has the way from one state to the next. */
type State =
  /** There is no worker. */
  | { readonly type: 'off' }
  /** It is not ready for work yet. */
  | { readonly type: 'starting'; readonly worker: Worker | undefined }
  /** It takes work. */
  | { readonly type: 'live'; readonly worker: Worker }
  /** It takes no more: it was told to end when it has run what it has, or it was killed. */
  | { readonly type: 'leaving'; readonly worker: Worker; readonly killed: 'late' | 'unwanted' | undefined };

/** What a slot tells of itself. */
export interface SlotEvents {
  /** Its worker is ready for work. */
  ready(slot: Slot): void;
  /** Its worker is gone; `failedStart` tells how it died, if it was not ready before. */
  emptied(slot: Slot, failedStart: Death | undefined): void;
  /** No worker will ever be of use. */
  broken(reason: unknown): void;
}

/** The place of one worker: starts it, hears it, and has its work done by the next one when it dies. */
export class Slot {
  readonly workerId: number;
  readonly #options: SlotOptions;
  readonly #events: SlotEvents;
  readonly #backlog: Backlog;
  #state: State = { type: 'off' };

  constructor(workerId: number, options: SlotOptions, events: SlotEvents) {
    this.workerId = workerId;
    this.#options = options;
    this.#events = events;
    this.#backlog = new Backlog(workerId, options, {
      busy: () => this.#hold(),
      spent: () => this.end(),
      kill: (why) => this.#kill(why),
    });
  }

  get state(): State['type'] {
    return this.#state.type;
  }

  /** What a batch has to reckon with here: the more, the longer it waits. */
  get cost(): number {
    const { load, isStuck } = this.#backlog;
    return load * 2 + (this.state === 'live' ? 0 : 1) + (isStuck ? Number.MAX_SAFE_INTEGER : 0);
  }

  get isBusy(): boolean {
    return this.#backlog.load > 0;
  }

  /** Takes a batch; it goes to the worker at once, or as soon as there is one. */
  submit(batch: Batch, onReport: OnReport): Cancel {
    return this.#backlog.submit(batch, onReport);
  }

  // ---- the worker's life

  /** Has a worker come, as soon as `start` brings one. */
  reserve(): void {
    this.#state = { type: 'starting', worker: undefined };
    this.#options.notices.starting(this.workerId);
  }

  /**
   * Brings in the worker.
   *
   * @throws Error if that can never be done.
   */
  start(crew: Crew, greeting: Greeting): void {
    const worker: Worker = {
      lastWords: undefined,
      link: crew.hire(greeting, {
        message: (message) => this.#receive(worker, message),
        ended: (ending) => this.#ended(worker, ending),
      }),
    };
    this.#state = { type: 'starting', worker };
    this.#hold();
  }

  /** Has a live worker leave when it has run what it has; its finalizer runs. */
  end(): void {
    if (this.#state.type !== 'live') return;
    const { worker } = this.#state;
    this.#backlog.disconnect();
    this.#state = { type: 'leaving', worker, killed: undefined };
    this.#hold();
    worker.link.post({ type: 'end' });
  }

  /** No worker will come any more: all that is here fails. */
  fail(reason: unknown): void {
    this.#leave();
    this.#backlog.fail(reason);
  }

  /** Forgets everything without a word. */
  abandon(): void {
    this.#leave();
    this.#backlog.abandon();
  }

  /** The pool has ended, and its workers with it. */
  #leave(): void {
    const state = this.#state;
    if (state.type === 'off') return;
    this.#state = { type: 'off' };
    this.#options.notices.gone(this.workerId);
    state.worker?.link.hold(false);
    state.worker?.link.close();
  }

  #kill(why: 'late' | 'unwanted'): void {
    const state = this.#state;
    if (state.type === 'off' || !state.worker || (state.type === 'leaving' && state.killed)) return;
    this.#backlog.disconnect();
    this.#state = { type: 'leaving', worker: state.worker, killed: why };
    state.worker.link.kill();
  }

  /** The program has to go on as long as a worker has something to do. */
  #hold(): void {
    const state = this.#state;
    if (state.type === 'off') return;
    state.worker?.link.hold(state.type === 'leaving' || this.isBusy);
  }

  // ---- what it says

  #receive(worker: Worker, message: FromWorker): void {
    const { notices } = this.#options;
    switch (message.type) {
      case 'results':
        return this.#backlog.results(message.parts);
      case 'stopped':
        return this.#backlog.stopped(message.seq);
      case 'ready':
        return this.#ready(worker);
      case 'broken':
        return this.#events.broken(new InitializerError(this.#unpack(message.thrown)));
      case 'unfinalized':
        return notices.unfinalized(this.#unpack(message.thrown));
      case 'dying':
        worker.lastWords = { cause: this.#unpack(message.thrown), isStray: message.isStray };
        return;
      case 'lost':
        return notices.lost.note(message.name);
      case 'began':
        // Links without shared memory keep that to themselves.
        return;
    }
  }

  #ready(worker: Worker): void {
    if (this.#state.type !== 'starting') return;
    this.#state = { type: 'live', worker };
    this.#options.notices.ready(this.workerId);
    this.#backlog.connect(worker.link);
    this.#events.ready(this);
  }

  #ended(worker: Worker, ending: Ending): void {
    // What the worker said last may still be on its way, on a channel of its own.
    worker.link.drain();
    const state = this.#state;
    if (state.type === 'off' || state.worker !== worker) return;
    worker.link.close();
    if (ending.type === 'hopeless') return this.#events.broken(ending.reason);
    const death = { ...ending, ...worker.lastWords };
    const isStray = worker.lastWords?.isStray ?? false;
    const killed = state.type === 'leaving' ? state.killed : undefined;
    const isFailedStart = state.type === 'starting';
    const charged = this.#backlog.died({ death, isStray, killed });
    const { workerId } = this;
    const { exitCode, signal, cause } = death;
    const isExpected =
      state.type === 'leaving' && (killed !== undefined || (charged === undefined && cause === undefined));
    const crash = { workerId, index: charged, exitCode, signal, cause };
    this.#options.notices.ended({ ...crash, isExpected, isFailedStart, isStray });
    // Only now may the next one start: whoever observes hears of one worker after the other.
    this.#state = { type: 'off' };
    this.#events.emptied(this, isFailedStart ? death : undefined);
  }

  /** An error that is no item's. */
  #unpack(thrown: Thrown): unknown {
    return unpackThrown(thrown, this.#options.classes, -1);
  }
}
