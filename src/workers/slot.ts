import type { Batch } from '../executor/batch.js';
import type { Cancel } from '../executor/executor.js';
import type { OnReport } from '../executor/report.js';
import { InitializerError } from '../errors.js';
import { unpackThrown, type Thrown } from '../values/thrown.js';
import type { FromWorker, Greeting } from '../wire/messages.js';
import { Backlog } from './backlog.js';
import { type Crew, type Death, type Ending, StartError } from './crew.js';
import type { Link } from './link.js';
import type { WorkerEnd } from './notices.js';
import type { SlotOptions } from './workers-options.js';

/**
 * How often a worker that is silent is asked whether it is stopped, in ms. It counts as stopped if it is so twice in a row: longer
 * keeps those waiting who wait for it, shorter replaces workers of a program that was itself stopped and goes on.
 */
const BETWEEN_ASKING = 100;

/** What a batch behind a worker that is stuck costs: more than waiting behind all others together. */
const STUCK = 2 ** 32;

/** The worker that fills a slot. */
interface Worker {
  readonly link: Link;
  /** It has a state to end before it leaves. */
  disposes: boolean;
  /** When it was last asked whether it is stopped, and what it was then. */
  asked: number;
  isStopped: boolean;
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
  | { readonly type: 'leaving'; readonly worker: Worker; readonly killed: Killed | undefined };

/** Why this side has killed a worker: an item was late, nobody waited for what it did, or it was stopped from outside. */
export type Killed = 'late' | 'unwanted' | 'stopped';

/** What a slot tells of itself. */
export interface SlotEvents {
  /** Its worker is ready for work. */
  ready(slot: Slot): void;
  /** Its worker is gone; `failedStart` tells how it died, if it was not ready before. */
  emptied(slot: Slot, failedStart: Omit<Death, 'type'> | undefined): void;
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
  /** Its worker leaves as soon as it is ready. */
  #isEnding = false;

  constructor(workerId: number, options: SlotOptions, events: SlotEvents) {
    this.workerId = workerId;
    this.#options = options;
    this.#events = events;
    this.#backlog = new Backlog(workerId, options, {
      busy: () => this.#hold(),
      spent: () => this.end(),
      kill: (why) => this.#kill(why),
    });
    options.patrol.add(this);
  }

  get state(): State['type'] {
    return this.#state.type;
  }

  /** What a batch has to reckon with here: the more, the longer it waits. */
  get cost(): number {
    const { weight, isStuck } = this.#backlog;
    // One that is stopped will be replaced, so it is better than any that is busy.
    const isReady = this.#state.type === 'live' && !this.#state.worker.isStopped;
    return weight * 2 + (isReady ? 0 : 1) + (isStuck ? STUCK : 0);
  }

  get isBusy(): boolean {
    return this.#backlog.load > 0;
  }

  /** Its worker has a state to end before it leaves. */
  get disposes(): boolean {
    return this.#state.type === 'live' && this.#state.worker.disposes;
  }

  /** There is something that may never end by itself. */
  get isWatched(): boolean {
    return this.isBusy || (this.state === 'leaving' && this.#options.mayStop);
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
    try {
      const worker: Worker = {
        disposes: false,
        asked: 0,
        isStopped: false,
        lastWords: undefined,
        link: crew.hire(greeting, {
          message: (message) => this.#receive(worker, message),
          ended: (ending) => this.#ended(worker, ending),
        }),
      };
      this.#state = { type: 'starting', worker };
      this.#hold();
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      const death: Death = { type: 'death', exitCode: null, signal: null, cause: error.cause };
      this.#empty({ ...death, index: undefined, isExpected: false, isFailedStart: true, isStray: false });
    }
  }

  /** Has a worker leave when it has run what it has, or as soon as it is ready; its finalizer runs. */
  end(): void {
    if (this.#state.type === 'starting') {
      this.#isEnding = true;
      this.#hold();
    }
    if (this.#state.type !== 'live') return;
    const { worker } = this.#state;
    this.#backlog.disconnect();
    this.#state = { type: 'leaving', worker, killed: undefined };
    this.#hold();
    worker.link.post({ type: 'end' });
    if (this.#options.mayStop) this.#options.patrol.start();
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

  /** Comes by now and then, while there is something to watch. */
  look(): void {
    this.#backlog.look();
    if (this.#isStopped() && !this.#backlog.evacuate()) this.#kill('stopped');
  }

  #isStopped(): boolean {
    const state = this.#state;
    if (state.type === 'off' || !state.worker) return false;
    const { worker } = state;
    const now = this.#options.clock.now();
    const isSilent = state.type !== 'live' || this.#backlog.isStuck;
    if (!worker.link.isStopped || !isSilent || now - worker.asked < BETWEEN_ASKING) return false;
    worker.asked = now;
    const wasStopped = worker.isStopped;
    worker.isStopped = worker.link.isStopped();
    return wasStopped && worker.isStopped;
  }

  #kill(why: Killed): void {
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
    state.worker?.link.hold(state.type === 'leaving' || this.#isEnding || this.isBusy);
  }

  // ---- what it says

  #receive(worker: Worker, message: FromWorker): void {
    const { notices } = this.#options;
    worker.isStopped = false;
    switch (message.type) {
      case 'results':
        return this.#backlog.results(message.parts);
      case 'report':
        return this.#backlog.report(message);
      case 'stopped':
        return this.#backlog.stopped(message.seq);
      case 'ready':
        return this.#ready(worker, message.disposes);
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
        return this.#backlog.began(message.seq, message);
      case 'paused':
        return this.#backlog.paused(message.seq);
      case 'split':
        return this.#backlog.split(message.seq, message.from);
    }
  }

  #ready(worker: Worker, disposes: boolean): void {
    if (this.#state.type !== 'starting') return;
    worker.disposes = disposes;
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
    const isExpected =
      state.type === 'leaving' &&
      (killed !== undefined || (charged === undefined && death.cause === undefined));
    this.#empty({ ...death, index: charged, isExpected, isFailedStart, isStray });
  }

  /** There is no worker any more. */
  #empty({ type: _type, ...end }: Death & Omit<WorkerEnd, 'workerId'>): void {
    this.#options.notices.ended({ workerId: this.workerId, ...end });
    // Only now may the next one start: whoever observes hears of one worker after the other.
    this.#state = { type: 'off' };
    this.#isEnding = false;
    this.#events.emptied(this, end.isFailedStart ? end : undefined);
  }

  /** An error that is no item's. */
  #unpack(thrown: Thrown): unknown {
    return unpackThrown(thrown, this.#options.classes, -1);
  }
}
