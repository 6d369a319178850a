import type { Crew, WorkerEvents } from '../../dist/workers/crew.js';
import type { Link } from '../../dist/workers/link.js';
import { SharedLedger } from '../../dist/wire/shared-ledger.js';
import type { FromWorker, Greeting, ToWorker } from '../../dist/wire/messages.js';
import type { BusyWorker } from './busy-worker.js';
import type { SessionWorker } from './session-worker.js';
import { StoppableTime, type VirtualTime, type WorkerTime } from './virtual-time.js';

/** The worker's end of a virtual channel. */
export type FarSide = BusyWorker | SessionWorker;

/** Describes virtual workers and what they run. */
export interface CrewPlan {
  readonly time: VirtualTime;
  readonly isShared: boolean;
  readonly startUp: number;
  readonly latency: number;
  /** Makes the far side of a worker. */
  farSide(channel: FarChannel, greeting: Greeting, time: WorkerTime): FarSide;
}

/** The channel, as the far side sees it. */
export interface FarChannel {
  readonly workerId: number;
  readonly ledger: SharedLedger | undefined;
  post(message: FromWorker): void;
  /** The worker dies: at once, and with all that it was at. */
  die(exitCode: number): void;
}

/** Workers that live in virtual time. */
export class VirtualCrew implements Crew {
  readonly workers = new Set<VirtualWorker>();
  isDestroyed = false;
  readonly #plan: CrewPlan;

  constructor(plan: CrewPlan) {
    this.#plan = plan;
  }

  hire(greeting: Greeting, events: WorkerEvents): Link {
    const worker = new VirtualWorker(this.#plan, greeting, events, () => this.workers.delete(worker));
    this.workers.add(worker);
    return worker.link;
  }

  destroy(): Promise<void> {
    this.isDestroyed = true;
    for (const worker of this.workers) worker.die(1);
    return Promise.resolve();
  }
}

/** One worker, with a channel on which messages take their time. */
export class VirtualWorker {
  readonly workerId: number;
  readonly link: Link;
  readonly #time: VirtualTime;
  readonly #latency: number;
  readonly #events: WorkerEvents;
  readonly #onGone: () => void;
  readonly #ledger: SharedLedger | undefined;
  /** Messages that have not arrived. The near side may read them at once. */
  readonly #inTransit: FromWorker[] = [];
  readonly #own: StoppableTime;
  #farSide: FarSide | undefined;
  isAlive = true;

  constructor(plan: CrewPlan, greeting: Greeting, events: WorkerEvents, onGone: () => void) {
    const { time, latency, startUp } = plan;
    this.workerId = greeting.workerId;
    this.#time = time;
    this.#latency = latency;
    this.#events = events;
    this.#onGone = onGone;
    this.#ledger = plan.isShared ? new SharedLedger() : undefined;
    const channel: FarChannel = {
      workerId: greeting.workerId,
      ledger: this.#ledger,
      post: (message) => this.#send(message),
      die: (exitCode) => this.die(exitCode),
    };
    this.#own = new StoppableTime(time);
    this.#own.clock.after(startUp, () => {
      if (this.isAlive) this.#farSide = plan.farSide(channel, greeting, this.#own);
    });
    this.link = this.#makeLink();
  }

  /** Stops it for some time, as by SIGSTOP and SIGCONT. A thread cannot be stopped. */
  stop(ms: number): void {
    if (this.#ledger || this.#own.isStopped) return;
    this.#own.stop();
    this.#time.clock.after(ms, () => this.#own.goOn());
  }

  /** Ends it, as from outside. */
  die(exitCode: number): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    this.#farSide?.die();
    // That is known before its last messages have arrived.
    this.#time.clock.after(this.#latency / 2, () => {
      this.#onGone();
      this.#events.ended({ type: 'death', exitCode, signal: null, cause: undefined });
    });
  }

  #send(message: FromWorker): void {
    if (!this.isAlive) return;
    this.#inTransit.push(message);
    this.#time.clock.after(this.#latency, () => this.#arrive());
  }

  #arrive(): void {
    const message = this.#inTransit.shift();
    if (message) this.#events.message(message);
  }

  #makeLink(): Link {
    const ledger = this.#ledger;
    return {
      post: (message: ToWorker) => {
        // A message waits for a worker that has not started.
        const arrive = (): void => {
          if (!this.isAlive) return;
          if (this.#farSide) this.#farSide.receive(message);
          else this.#own.clock.after(1, arrive);
        };
        // A stopped worker finds its messages when it goes on.
        const latency = this.#own.isStopped ? 0 : this.#latency;
        this.#time.clock.after(latency, () => this.#own.arrive(arrive));
      },
      open: (seq) => ledger?.open(seq),
      limit: (seq, boundary) => ledger?.limit(seq, boundary),
      flagCancel: (seq) => ledger?.cancel(seq) ?? false,
      flagLate: (seq, position) => ledger?.flagLate(seq, position),
      hurry: (seq) => ledger?.hurry(seq),
      running: (seq) => ledger?.read(seq),
      drain: () => {
        while (this.#inTransit.length > 0) this.#arrive();
      },
      hold: () => undefined,
      now: () => this.#time.now,
      clone: (value) => value,
      isProxy: () => false,
      ...(!ledger && { isStopped: () => this.#own.isStopped }),
      kill: () => this.die(1),
      close: () => undefined,
    };
  }
}
