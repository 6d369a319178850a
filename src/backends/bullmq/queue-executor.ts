import { randomUUID } from 'node:crypto';
import { PoolError, WorkerCrashedError } from '../../errors.js';
import * as errors from '../../errors.js';
import type { Batch } from '../../executor/batch.js';
import type { Cancel, CancelMode, Executor, JobNeeds, Workers } from '../../executor/executor.js';
import { promptClock } from '../../executor/prompt-clock.js';
import type { OnReport } from '../../executor/report.js';
import type { AnyFunction } from '../../function/any-function.js';
import type { Shipment } from '../../wire/shipment.js';
import { ClassTable, type ErrorClass } from '../../values/class-table.js';
import { Copier } from '../../values/copier.js';
import { LostClasses } from '../../values/lost-classes.js';
import { weigh } from '../../executor/weigh.js';
import { warn } from '../tinypool/warn.js';
import type { BullmqOptions } from './bullmq-options.js';
import { batchToData } from './batch-to-data.js';
import { processChannel } from '../tinypool/value-channels.js';
import { decode } from './encoding.js';
import type { FunctionData } from './function-data.js';
import { functionToData } from './function-to-data.js';
import type { Answer, BatchData } from './job-data.js';
import {
  ALIVE_EVERY,
  GRACE,
  LOOK_AFTER,
  LOOK_AT_LEAST_EVERY,
  LONGEST_GOODBYE,
  MESSAGE_TIME,
  RETRY_AFTER,
  UNSERVED_AFTER,
  WINDOW,
} from './limits.js';
import { PayloadTooLargeError } from './payload-too-large-error.js';
import type { JobState, QueueLine } from './queue-line.js';
import { shipAnyhow, shipByReference } from './ship-to-queue.js';
import { Ticket } from './ticket.js';

/** The errors of this package, which come back from workers as what they are. */
const OWN_ERRORS: readonly ErrorClass[] = [...Object.values(errors), PayloadTooLargeError];

/** A job that is not in Redis yet. */
interface Draft {
  readonly ticket: Ticket;
  readonly data: BatchData;
}

/**
 * Runs batches as jobs of a queue: adds them, listens for news of them, and asks for those that it hears nothing of, as
 * events get lost.
 */
export class QueueExecutor implements Executor {
  readonly weigh = weigh;
  readonly size: number;
  readonly window = WINDOW;
  readonly messageTime = MESSAGE_TIME;
  readonly supportsTransfer = false;
  readonly clock = promptClock;
  readonly #options: Required<BullmqOptions>;
  readonly #classes: ClassTable;
  readonly #copier: Copier;
  /** Names this driver; its jobs' ids begin with it. */
  readonly #driver = randomUUID();
  readonly #functions = new WeakMap<Shipment, Promise<FunctionData>>();
  readonly #tickets = new Map<string, Ticket>();
  #drafts: Draft[] = [];
  /** Loaded by the first call. */
  #lineClass: typeof QueueLine | undefined;
  #line: QueueLine | undefined;
  #seq = 0;
  /** Since when Redis does not answer, in ms of the clock, and the error that it does so with. */
  #trouble: { readonly since: number; readonly error: Error } | undefined;
  /** When the workers were last told that this driver lives, in ms of the clock. */
  #saidAliveAt = -Infinity;
  /** Since when nothing has been heard of any worker. */
  #silentSince = 0;
  #hasWarned = false;
  /** It has had work, and was not closed. */
  #isOpen = false;
  #isTerminated = false;
  #stopSweeping: (() => void) | undefined;
  #stopGrace: (() => void) | undefined;

  constructor(options: Required<BullmqOptions>) {
    this.#options = options;
    this.size = options.processes;
    this.#classes = new ClassTable([], [...options.errorClasses, ...OWN_ERRORS]);
    const lost = new LostClasses(warn);
    this.#copier = new Copier(processChannel, false, (name, prototype) => lost.note(name, prototype));
  }

  get workers(): Workers {
    // Those of this pool's share: which machines have them is not known here.
    const busy = Math.min(this.size, this.#tickets.size);
    return { starting: 0, busy, idle: this.#isOpen ? this.size - busy : 0 };
  }

  check({ action, concurrency, givesMany }: JobNeeds): void {
    if (givesMany) {
      throw new TypeError(
        `Cannot ${action}: a queue has one result for each item; collect the values in the function, and return them as an array`,
      );
    }
    if (concurrency === 1) return;
    throw new RangeError(
      `Cannot ${action}: concurrency must be 1 over a queue, whose machines run a chunk item by item: received ${concurrency}; take smaller chunks and more workers`,
    );
  }

  async load(fn: AnyFunction): Promise<FunctionData> {
    const { allowSource } = this.#options;
    this.#lineClass ??= await loadLine();
    const shipment = await (allowSource ? shipAnyhow : shipByReference)(fn);
    const known = this.#functions.get(shipment);
    if (known) return known;
    const data = functionToData(shipment, this.#driver, allowSource);
    this.#functions.set(shipment, data);
    return data;
  }

  submit(batch: Batch, onReport: OnReport): Cancel {
    const ticket = new Ticket(`${this.#driver}-${++this.#seq}`, batch, onReport, this.#classes);
    const { data, ...sent } = batchToData(batch, this.#options.payloadLimit, this.#copier, ticket.errors);
    if (this.#tickets.size === 0) this.#silentSince = this.clock.now();
    this.#tickets.set(ticket.id, ticket);
    if (data && this.#drafts.push({ ticket, data }) === 1) queueMicrotask(() => this.#send());
    this.#report(ticket, () => ticket.sent(sent));
    this.#sweepLater();
    return ticket.submission.accepted((mode) => this.#cancel(ticket, mode));
  }

  hold(busy: boolean): void {
    this.#stopGrace?.();
    this.#stopGrace = undefined;
    if (this.#isTerminated) return;
    if (busy) this.#isOpen = true;
    else this.#stopGrace = this.clock.after(GRACE, () => void this.#finish());
  }

  async close(): Promise<void> {
    this.#isOpen = false;
    this.#stopGrace?.();
    await this.#finish();
  }

  async terminate(): Promise<void> {
    this.#isTerminated = true;
    this.#isOpen = false;
    this.#stopGrace?.();
    this.#stopSweeping?.();
    const line = this.#line;
    const tickets = [...this.#tickets.values()];
    this.#tickets.clear();
    this.#drafts = [];
    if (line && tickets.length > 0) {
      const withdrawn = Promise.all(tickets.map(({ id }) => withdraw(line, id, 'kill'))).catch(
        () => undefined,
      );
      await Promise.race([
        withdrawn,
        new Promise<void>((resolve) => void this.clock.after(LONGEST_GOODBYE, resolve)),
      ]);
    }
    this.#hangUp();
  }

  // ---- to the queue

  #connect(): QueueLine {
    const { queue, connection, leftoversAge } = this.#options;
    if (this.#line) return this.#line;
    // There is a batch only after `load`.
    const Line = this.#lineClass as typeof QueueLine;
    const line: QueueLine = new Line(queue, connection, leftoversAge, {
      news: (id) => {
        const ticket = this.#tickets.get(id);
        if (ticket) void this.#fetch(ticket);
      },
      trouble: (error) => this.#note(error, line),
    });
    this.#line = line;
    return line;
  }

  #hangUp(): void {
    this.#line?.close();
    this.#forget();
  }

  /** Lets go of Redis when it has done what it was asked. */
  async #finish(): Promise<void> {
    const line = this.#line;
    this.#forget();
    await line?.finish();
  }

  /** The next job goes through connections of its own. */
  #forget(): void {
    this.#line = undefined;
    this.#trouble = undefined;
  }

  #send(): void {
    const drafts = this.#drafts.splice(0).filter(({ ticket }) => !ticket.submission.isOver);
    if (drafts.length > 0 && !this.#isTerminated) void this.#add(drafts, this.#connect());
  }

  /** Adds jobs, however often it takes: with ids of their own, none is there twice. */
  async #add(drafts: readonly Draft[], line: QueueLine): Promise<void> {
    const start = this.clock.now();
    while (!line.isClosed) {
      const open = drafts.filter(({ ticket }) => !ticket.submission.isOver);
      if (open.length === 0) return;
      try {
        await line.add(open.map(({ ticket, data }) => ({ id: ticket.id, data })));
        this.#trouble = undefined;
        for (const { ticket } of open) {
          ticket.lookAfter = LOOK_AFTER;
          ticket.lookAt = this.clock.now() + LOOK_AFTER;
          // It was cancelled while it was on its way.
          if (ticket.submission.cancelled) void this.#withdraw(ticket, ticket.submission.cancelled);
        }
        return;
      } catch (cause) {
        if (line.isClosed) return;
        const error = cause as Error;
        if (isRefusal(error) || this.clock.now() - start > this.#options.patience) {
          for (const { ticket } of open) this.#break(ticket, error);
          return;
        }
        await new Promise<void>((resolve) => void this.clock.after(RETRY_AFTER, resolve));
      }
    }
  }

  #cancel(ticket: Ticket, mode: CancelMode): void {
    // Nothing waits at a worker: what is in the queue is for any of them.
    if (mode === 'recall') return;
    const isDraft = this.#drafts.some((draft) => draft.ticket === ticket);
    if (isDraft) this.#report(ticket, () => ticket.submission.unrun());
    else if (ticket.lookAt < Infinity) void this.#withdraw(ticket, mode);
  }

  async #withdraw(ticket: Ticket, mode: 'finish' | 'kill'): Promise<void> {
    const line = this.#line;
    if (!line || ticket.submission.isOver) return;
    try {
      // What is in its place may be its results, which nobody wants any more.
      if (await withdraw(line, ticket.id, mode)) this.#report(ticket, () => ticket.submission.unrun());
    } catch (error) {
      this.#note(error as Error, line);
    }
  }

  // ---- from the queue

  /** Takes in what has become of a job. */
  async #fetch(ticket: Ticket): Promise<void> {
    const line = this.#line;
    if (!line || ticket.submission.isOver) return;
    this.#silentSince = this.clock.now();
    try {
      const state = await line.read(ticket.id);
      this.#trouble = undefined;
      if (!ticket.submission.isOver) this.#take(ticket, state);
      if (state?.isOver) await line.remove(ticket.id);
    } catch (error) {
      this.#note(error as Error, line);
    }
  }

  #take(ticket: Ticket, state: JobState | undefined): void {
    this.#report(ticket, () => {
      try {
        if (state && 'answer' in state.data) ticket.take(decode(state.data.answer) as Answer);
      } catch (cause) {
        ticket.submission.unrun({
          suspicion: new PoolError(
            'Cannot read the results: worker and driver must have the same Node and rxjs-pool',
            {
              cause,
            },
          ),
        });
      }
      if (state && !state.isOver) return;
      // Redis has lost it: no item is to blame for that.
      if (!state) return ticket.submission.unrun();
      // Whoever ran it has not lived to say how it ended.
      const cause = new PoolError(`The job has ended without results: ${state.failure ?? 'unknown'}`);
      ticket.submission.unrun({ suspicion: new WorkerCrashedError(ticket.next, null, null, { cause }) });
    });
  }

  /** Has a ticket report, and forgets it if that was its last report. */
  #report(ticket: Ticket, report: () => void): void {
    if (ticket.submission.isOver || this.#isTerminated) return;
    report();
    if (ticket.submission.isOver) this.#tickets.delete(ticket.id);
  }

  // ---- when nothing is heard

  #sweepLater(): void {
    this.#stopSweeping ??= this.clock.after(LOOK_AFTER / 2, () => {
      this.#stopSweeping = undefined;
      this.#sweep();
      if (this.#tickets.size > 0) this.#sweepLater();
    });
  }

  #sweep(): void {
    const now = this.clock.now();
    const trouble = this.#trouble;
    const since = Math.min(trouble?.since ?? now, this.#line?.unansweredSince ?? now);
    if (now - since > this.#options.patience) {
      this.#breakAll(trouble?.error ?? new Error('Redis does not answer'));
      return;
    }
    if (trouble && this.#line && this.#line.unansweredSince === undefined) void this.#probe(this.#line);
    if (now - this.#saidAliveAt > ALIVE_EVERY) this.#sayAlive(now);
    for (const ticket of this.#tickets.values()) {
      if (ticket.lookAt > now) continue;
      ticket.lookAfter = Math.min(ticket.lookAfter * 2, LOOK_AT_LEAST_EVERY);
      ticket.lookAt = now + ticket.lookAfter;
      void this.#look(ticket);
    }
    if (!this.#hasWarned && this.#line && now - this.#silentSince > UNSERVED_AFTER)
      void this.#lookForWorkers(this.#line);
  }

  /** Looks whether the trouble is over. */
  async #probe(line: QueueLine): Promise<void> {
    try {
      await line.probe();
      this.#trouble = undefined;
    } catch (error) {
      this.#note(error as Error, line);
    }
  }

  #sayAlive(now: number): void {
    const line = this.#line;
    if (!line) return;
    this.#saidAliveAt = now;
    line.sayAlive(this.#driver).catch((error: unknown) => this.#note(error as Error, line));
  }

  async #look(ticket: Ticket): Promise<void> {
    const line = this.#line;
    if (!line || ticket.isLooking) return;
    ticket.isLooking = true;
    try {
      const isOver = await line.isOver(ticket.id);
      this.#trouble = undefined;
      if (isOver) await this.#fetch(ticket);
      // The message may be lost, too.
      else if (ticket.submission.cancelled) await this.#withdraw(ticket, ticket.submission.cancelled);
    } catch (error) {
      this.#note(error as Error, line);
    } finally {
      ticket.isLooking = false;
    }
  }

  async #lookForWorkers(line: QueueLine): Promise<void> {
    this.#hasWarned = true;
    const count = await line.countWorkers().catch(() => NaN);
    if (count > 0) this.#hasWarned = false;
    if (count === 0) {
      warn(
        `rxjs-pool: no worker serves queue '${this.#options.queue}'; start one with: npx rxjs-pool worker`,
      );
    }
  }

  /** Redis does not do as it should: that may pass. */
  #note(error: Error, line: QueueLine): void {
    if (line.isClosed) return;
    if (isRefusal(error)) this.#breakAll(error);
    else this.#trouble ??= { since: this.clock.now(), error };
  }

  #breakAll(error: Error): void {
    this.#hangUp();
    for (const ticket of this.#tickets.values()) this.#break(ticket, error);
  }

  #break(ticket: Ticket, cause: Error): void {
    const reason = new PoolError(`Cannot use queue '${this.#options.queue}': ${cause.message}`, { cause });
    this.#report(ticket, () => ticket.submission.broken(reason));
  }
}

/** Takes a job out of the queue; if a worker has it, has that stop it. Returns true if it is out. */
async function withdraw(line: QueueLine, id: string, mode: 'finish' | 'kill'): Promise<boolean> {
  if (await line.remove(id)) return true;
  await line.cancel(id, mode);
  return false;
}

/** True if Redis says no for good: another attempt would end the same way. */
function isRefusal(error: Error): boolean {
  return /^(?:WRONGPASS|NOAUTH|NOPERM|ERR invalid password|ERR AUTH)/.test(error.message);
}

/** Its packages are optional: who does not use a queue has none of them. */
async function loadLine(): Promise<typeof QueueLine> {
  try {
    return (await import('./queue-line.js')).QueueLine;
  } catch (cause) {
    const [, name] = /Cannot find package '([^']+)'/.exec(String(cause)) ?? [];
    if (name === undefined) throw cause;
    throw new PoolError(`Cannot use a queue: package '${name}' is missing; npm install bullmq ioredis`, {
      cause,
    });
  }
}
