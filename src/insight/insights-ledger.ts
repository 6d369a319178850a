import type { Batch } from '../executor/batch.js';
import { itemEnds } from '../executor/item-ends.js';
import type { Results, Values } from '../executor/report.js';
import { getTaskInfo } from '../executor/task-info.js';
import type { PoolEvent } from '../executor/observer.js';
import { advise } from './advise.js';
import { BatchEnds } from './batch-ends.js';
import { estimateBytes } from './estimate-bytes.js';
import type { PoolInsights } from './pool-insights.js';
import { SlowestItems } from './slowest-items.js';
import type { TailInsight } from './tail-insight.js';
import { UsageClock } from './usage-clock.js';
import { WorkerAccount } from './worker-account.js';

/** Adds up what happens in a pool, in little memory however long it goes on. */
export class InsightsLedger {
  readonly #accounts: readonly WorkerAccount[];
  readonly #usage = new UsageClock();
  readonly #slowest = new SlowestItems();
  readonly #ends = new BatchEnds();
  #sending = 0;
  #bytesOut = 0;
  #bytesBack = 0;
  #lastJob: { readonly call: object; readonly from: number } | undefined;

  /** @param processes - Number of workers. */
  constructor(processes: number) {
    this.#accounts = Array.from({ length: processes }, (_, at) => new WorkerAccount(at + 1));
  }

  note(event: PoolEvent): void {
    const { at } = event;
    if (event.type === 'sent') {
      this.#usage.begin(event.batch.call, at);
      this.#send(event.batch, event.took, at);
    } else if (event.type === 'reported') {
      const { batch, reported, report } = event;
      if ('elapsed' in report) this.#receive(batch, reported, report, at);
      else if (report.type === 'unrun' && report.culprit) this.#blame(report.culprit.rejection.reason);
      if (this.#ends.isLast(event)) this.#usage.end(at);
    } else if (event.type === 'worker') this.#account(event.workerId)?.change(event, this.#usage.at(at));
  }

  /** @param now - The time on the pool's clock. */
  read(now: number): PoolInsights {
    const duration = this.#usage.at(now);
    const workers = this.#accounts.map((account) => account.read(duration));
    const sum = (of: (worker: (typeof workers)[number]) => number): number =>
      workers.reduce((total, worker) => total + of(worker), 0);
    const working = sum((worker) => worker.working);
    const copying = this.#sending + sum((worker) => worker.copying);
    const insights = {
      duration,
      workers,
      working: ratio(working, duration * workers.length),
      copying: ratio(copying, copying + working),
      bytesOut: this.#bytesOut,
      bytesBack: this.#bytesBack,
      slowest: [...this.#slowest.items],
      tail: this.#tail(),
    };
    return { ...insights, advice: advise(insights) };
  }

  #send(batch: Batch, took: number, at: number): void {
    this.#sending += took;
    this.#bytesOut += estimateBytes(batch.items);
    if (this.#lastJob?.call === batch.call) return;
    this.#lastJob = { call: batch.call, from: at };
  }

  #receive(batch: Batch, reported: number, report: Results | Values, at: number): void {
    const { values, elapsed, workerId = 1, measures } = report;
    const { length, rejections } = itemEnds(report);
    this.#bytesBack += estimateBytes(values);
    const account = this.#account(workerId);
    if (!account) return;
    account.items += length;
    account.values += values.length;
    account.failed += rejections?.size ?? 0;
    if (reported === 0 && length > 0) account.messages++;
    account.copy(measures?.overhead ?? 0);
    for (let position = 0; position < length; position++) {
      const paused = measures?.pauses?.[position] ?? 0;
      const duration = measures ? spanOf(measures.spans, position) - paused : elapsed / length;
      account.working += duration;
      account.paused += paused;
      const index = batch.first + reported + position;
      const { attempt, call } = batch;
      this.#slowest.note(duration, () => ({ index, attempt, name: call.name, workerId, duration }));
    }
    const items = batch.items.length;
    const chunksize = Math.min(batch.chunksize, items);
    const index = chunksize > 1 ? batch.first : batch.first + reported + length - 1;
    account.last = { index, items, chunksize, to: at };
  }

  /** An item has cost its worker. */
  #blame(reason: unknown): void {
    const account = this.#account(getTaskInfo(reason)?.workerId ?? 1);
    if (!account) return;
    account.items++;
    account.failed++;
  }

  #tail(): TailInsight | undefined {
    const { from } = this.#lastJob ?? { from: 0 };
    const ends = this.#accounts.map(({ last }) => Math.max(from, last?.to ?? from));
    const end = Math.max(...ends);
    const at = ends.indexOf(end);
    const last = this.#accounts[at]?.last;
    if (!last) return undefined;
    const { index, items, chunksize } = last;
    const lost = ends.reduce((sum, one) => sum + end - one, 0);
    return { duration: end - Math.min(...ends), lost, workerId: at + 1, index, items, chunksize };
  }

  #account(workerId: number): WorkerAccount | undefined {
    return this.#accounts[workerId - 1];
  }
}

function spanOf(spans: Float64Array, position: number): number {
  return (spans[2 * position + 1] ?? 0) - (spans[2 * position] ?? 0);
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? Math.min(1, part / whole) : 0;
}
