import type { Cancel, CancelMode, Executor } from '../../executor/executor.js';
import type { Rejection, Report } from '../../executor/report.js';
import { getTaskInfo } from '../../executor/task-info.js';
import { NO_CLASSES } from '../../values/class-table.js';
import { allOf } from '../../values/pack.js';
import type { Packed } from '../../values/packer.js';
import { packThrown } from '../../values/thrown.js';
import type { PlainAnswer } from './answer-to-data.js';
import { processChannel } from '../tinypool/value-channels.js';
import { checkBatch, checkPacked } from './check-data.js';
import { decode } from './encoding.js';
import { ItemReports } from './item-reports.js';
import { PROTOCOL, type BatchData, type Ending, type ItemFailure } from './job-data.js';
import type { TaskModules } from './task-modules.js';

/** A batch that runs on this machine, and what has come of it. */
export class BatchRun {
  /** Who waits for it, and when that was last heard of, in ms of `performance.now()`. */
  readonly driver: string;
  heardAt = performance.now();
  /** Resolves when all is known that this machine will say of the batch. */
  readonly over: Promise<void>;
  readonly #values: unknown[] = [];
  readonly #failures: Array<readonly [number, ItemFailure]> = [];
  readonly #reports: ItemReports;
  readonly #onNews: () => void;
  #elapsed = 0;
  #ending: Ending | undefined;
  #cancel: Cancel | undefined;
  #resolve!: () => void;

  /** @param onNews - Called when there is more to tell, and others to come. */
  constructor(driver: string, data: BatchData, executor: Executor, modules: TaskModules, onNews: () => void) {
    this.driver = driver;
    this.#reports = new ItemReports(data.first, data.payloadLimit);
    this.#onNews = onNews;
    this.over = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    try {
      this.#submit(data, executor, modules);
    } catch (error) {
      this.#end({ type: 'refused', thrown: packThrown(error, processChannel) });
    }
  }

  /** What is known now. */
  get answer(): PlainAnswer {
    return {
      values: this.#values,
      failures: this.#failures,
      reports: this.#reports.all,
      elapsed: this.#elapsed,
      ending: this.#ending,
    };
  }

  get failed(): number {
    return this.#failures.length;
  }

  /** Why this machine does not run the batch, if it does not. */
  get refusal(): string | undefined {
    const ending = this.#ending;
    if (ending?.type !== 'refused' || !('value' in ending.thrown)) return undefined;
    return (ending.thrown.value as Error).message;
  }

  cancel(mode: CancelMode): void {
    this.#cancel?.(mode);
  }

  #submit(data: BatchData, executor: Executor, modules: TaskModules): void {
    const { protocol, first, attempt, spread, timeout, grace, heard } = data;
    if (protocol !== PROTOCOL) {
      throw new TypeError(
        `Cannot run a batch: driver and worker must have the same version of rxjs-pool: received protocol ${protocol}, and this is ${PROTOCOL}`,
      );
    }
    checkBatch(data);
    const loaded = modules.find(data.fn);
    const packed = decode(data.items) as Packed;
    checkPacked(packed);
    const items = allOf(packed, NO_CLASSES);
    // Nobody observes here, so that no name is asked for.
    const call = {
      loaded,
      name: '',
      spread,
      timeout: timeout ?? Infinity,
      grace: grace ?? Infinity,
      transfer: undefined,
      hear: heard
        ? (index: number, _attempt: number, read: () => unknown) => this.#hear(index, read)
        : undefined,
    };
    const batch = { call, items, first, attempt, chunksize: items.length, concurrency: 1 };
    this.#cancel = executor.submit(batch, (report) => this.#take(report, items.length));
  }

  #hear(index: number, read: () => unknown): void {
    this.#reports.take(index, read);
    this.#onNews();
  }

  #take(report: Report, length: number): void {
    switch (report.type) {
      case 'results': {
        const from = this.#values.length;
        for (const [position, value] of Array.from(report.values).entries()) {
          const rejection = report.rejections?.get(position) ?? this.#reports.fault(from + position);
          if (rejection) this.#failures.push([from + position, toFailure(rejection)]);
          this.#values.push(value);
        }
        this.#elapsed += report.elapsed;
        if (this.#values.length >= length) this.#end({ type: 'done' });
        else this.#onNews();
        return;
      }
      case 'unrun': {
        const { culprit, suspicion } = report;
        return this.#end({
          type: 'unrun',
          ...(culprit && { culprit: { offset: culprit.offset, failure: toFailure(culprit.rejection) } }),
          ...(suspicion !== undefined && { suspicion: packThrown(suspicion, processChannel) }),
        });
      }
      case 'broken':
        return this.#end({ type: 'broken', thrown: packThrown(report.reason, processChannel) });
      case 'values':
      case 'recalled':
        // Never asked for here.
        return;
    }
  }

  #end(ending: Ending): void {
    this.#ending = ending;
    this.#resolve();
  }
}

function toFailure({ reason, retriable }: Rejection): ItemFailure {
  return {
    thrown: packThrown(reason, processChannel),
    retriable,
    workerId: getTaskInfo(reason)?.workerId ?? 1,
  };
}
