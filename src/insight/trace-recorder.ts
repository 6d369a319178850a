import type { Batch, Call } from '../executor/batch.js';
import { itemEnds } from '../executor/item-ends.js';
import type { Rejection } from '../executor/report.js';
import type {
  HeardEvent,
  PoolEvent,
  ReportedEvent,
  SentEvent,
  WorkerCrash,
  WorkerEvent,
} from '../executor/observer.js';
import { getTaskInfo } from '../executor/task-info.js';
import type { TraceData, TraceItem, TraceMark, TraceMessage, TraceReport, TraceStart } from './trace-data.js';

/**
 * Items, and messages, that are kept one by one. More show more of a long job, fewer keep the page small enough to open
 * and draw at once: an item takes about 50 bytes of it.
 */
const MOST_KEPT = 100_000;

/** Characters of an error's message that are kept. More tell more, fewer keep a page of many errors small. */
const LONGEST_ERROR = 200;

/** The same of a report. */
const LONGEST_REPORT = 80;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Writes down what happens in a pool, event by event. */
export class TraceRecorder {
  readonly #begin: number;
  readonly #epoch = Date.now();
  readonly #jobs = new Map<Call, number>();
  readonly #names: string[] = [];
  readonly #open = new Map<Batch, Mutable<TraceMessage>>();
  readonly #messages: TraceMessage[] = [];
  readonly #items: TraceItem[] = [];
  readonly #reports: TraceReport[] = [];
  readonly #marks: TraceMark[] = [];
  readonly #starts: TraceStart[] = [];
  readonly #starting = new Map<number, number>();
  /** When each worker last said something. */
  readonly #heard = new Map<number, number>();
  #omitted = 0;

  /** @param begin - The time on the pool's clock. */
  constructor(begin: number) {
    this.#begin = begin;
  }

  note(event: PoolEvent): void {
    if (event.type === 'sent') this.#send(event);
    else if (event.type === 'reported') this.#report(event);
    else if (event.type === 'heard') this.#hear(event);
    else this.#change(event);
  }

  /** @param now - The time on the pool's clock. */
  read(now: number): Omit<TraceData, 'processes' | 'advice'> {
    const duration = now - this.#begin;
    const isRunning = (message: TraceMessage): boolean => message.to > message.from;
    return {
      epoch: this.#epoch,
      duration,
      jobs: this.#names,
      messages: [...this.#messages, ...[...this.#open.values()].filter(isRunning)],
      items: this.#items,
      reports: this.#placed(),
      marks: this.#marks,
      starts: this.#starts,
      omitted: this.#omitted,
    };
  }

  #send({ batch, at, took }: SentEvent): void {
    const { call, first, attempt, chunksize: unit, items } = batch;
    const sent = at - this.#begin;
    const chunksize = Math.min(unit, items.length);
    const open = {
      job: this.#jobOf(call),
      workerId: 0,
      first,
      items: 0,
      attempt,
      chunksize,
      sent,
      took,
      from: sent,
      to: sent,
    };
    this.#open.set(batch, open);
  }

  #report({ batch, reported, report, at }: ReportedEvent): void {
    const message = this.#open.get(batch);
    // It was sent before the recording began.
    if (!message) return;
    const now = at - this.#begin;
    if (report.type === 'recalled') {
      if (message.items >= report.from) this.#close(batch, message);
      return;
    }
    if (!('elapsed' in report)) {
      const culprit = report.type === 'unrun' ? report.culprit : undefined;
      if (culprit) this.#fail(message, reported + culprit.offset, culprit.rejection, now);
      this.#close(batch, message);
      return;
    }
    const { elapsed, workerId = 1, measures } = report;
    const { length, rejections } = itemEnds(report);
    message.workerId = workerId;
    const { spans, pauses } = measures ?? {};
    for (let position = 0; position < length; position++) {
      const from = spans ? (spans[2 * position] ?? at) - this.#begin : now - elapsed;
      const to = spans ? (spans[2 * position + 1] ?? at) - this.#begin : now;
      this.#run(message, reported + position, from, to, rejections?.get(position), pauses?.[position]);
    }
    this.#heard.set(workerId, now);
    if (reported + length >= batch.items.length) this.#close(batch, message);
  }

  #hear({ call, index, attempt, at, value }: HeardEvent): void {
    if (this.#reports.length >= MOST_KEPT) return;
    const [job, text] = [this.#jobOf(call), sayReport(value)];
    this.#reports.push({ job, workerId: 0, index, attempt, at: at - this.#begin, text });
  }

  #jobOf(call: Call): number {
    const job = this.#jobs.get(call) ?? this.#names.push(call.name) - 1;
    this.#jobs.set(call, job);
    return job;
  }

  /** The reports, each with the worker of its item: which one that was is known when the item is over. */
  #placed(): TraceReport[] {
    const key = ({ job, index, attempt }: TraceItem | TraceReport): string => `${job} ${index} ${attempt}`;
    const workers = new Map(
      this.#reports.length > 0 ? this.#items.map((item) => [key(item), item.workerId]) : [],
    );
    return this.#reports.map((report) => ({ ...report, workerId: workers.get(key(report)) ?? 0 }));
  }

  /** An item has run. */
  #run(
    message: Mutable<TraceMessage>,
    position: number,
    from: number,
    to: number,
    rejection: Rejection | undefined,
    paused = 0,
  ): void {
    if (message.items++ === 0) message.from = from;
    message.to = Math.max(message.to, to);
    if (this.#items.length >= MOST_KEPT) {
      this.#omitted++;
      return;
    }
    const { job, workerId, attempt } = message;
    const error = rejection ? sayError(rejection.reason) : '';
    const item = { job, workerId, index: message.first + position, attempt, from, to, error };
    this.#items.push(paused > 0 ? { ...item, paused } : item);
  }

  /** A worker died of an item: nobody saw it begin, but it was the next. */
  #fail(message: Mutable<TraceMessage>, position: number, rejection: Rejection, now: number): void {
    message.workerId = getTaskInfo(rejection.reason)?.workerId ?? Math.max(1, message.workerId);
    const before =
      message.items > 0 ? message.to : Math.max(message.sent, this.#readySince(message.workerId));
    this.#run(message, position, before, now, rejection);
    this.#heard.set(message.workerId, now);
  }

  #readySince(workerId: number): number {
    const start = this.#starts.findLast((one) => one.workerId === workerId);
    return Math.max(start?.to ?? 0, this.#heard.get(workerId) ?? 0);
  }

  #close(batch: Batch, message: TraceMessage): void {
    this.#open.delete(batch);
    if (message.items > 0 && this.#messages.length < MOST_KEPT) this.#messages.push(message);
  }

  #change({ workerId, state, at, crash }: WorkerEvent): void {
    const now = at - this.#begin;
    if (state === 'starting') this.#starting.set(workerId, now);
    const from = this.#starting.get(workerId);
    if (state !== 'starting' && from !== undefined) {
      this.#starting.delete(workerId);
      this.#starts.push({ workerId, from, to: now });
    }
    if (crash) this.#marks.push({ workerId, at: now, text: sayCrash(crash) });
  }
}

function sayCrash({ index, exitCode, signal, cause }: WorkerCrash): string {
  const how = signal === null ? (exitCode === null ? '' : ` (exit code ${exitCode})`) : ` (${signal})`;
  const item = index === undefined ? '' : ` at item ${index}`;
  return `Worker died${item}${how}${cause === undefined ? '' : `: ${sayError(cause)}`}`;
}

function sayReport(value: unknown): string {
  let text: string | undefined;
  try {
    // Undefined for a function and the like.
    text = typeof value === 'string' ? value : (JSON.stringify(value) as string | undefined);
  } catch {
    // It refers to itself, or has a BigInt.
  }
  return (text ?? typeof value).slice(0, LONGEST_REPORT);
}

function sayError(reason: unknown): string {
  let text = 'an error that cannot be shown';
  try {
    text = String(reason);
  } catch {
    // Whatever was thrown says so itself.
  }
  return (text || 'an error without a word').slice(0, LONGEST_ERROR);
}
