import {
  getTaskInfo,
  PoolClosedError,
  PoolTerminatedError,
  TaskTimeoutError,
  UncloneableError,
  WorkerCrashedError,
  type Settled,
} from 'rxjs-pool';
import type { Played } from './play.js';
import { ABORT_REASON, SOURCE_ERROR, type Account } from './run-job.js';
import { DEADLY, DELAYED, ENDLESS, METHODS, RETURNING, type JobPlan, type Scenario } from './scenario.js';
import type { Fate } from '../fixtures/suffer.js';

/**
 * What a plain loop over the items would give, and in which ways chaos may change it: a worker that was killed from
 * outside, or by what an earlier item left behind, costs the item that it was running one attempt.
 *
 * @returns What differs, in words.
 */
export function differences(scenario: Scenario, played: Played): string[] {
  const traces = new Traces(played.trace);
  const jobs = scenario.jobs.map((plan, job) => {
    const account = played.accounts[job] as Account;
    return new JobJudge(scenario, plan, job, account, traces, played.begunBeforeEnd.has(plan));
  });
  const found = jobs.flatMap((judge) =>
    judge.judge().map((difference) => `job ${judge.title}: ${difference}`),
  );
  const misfortunes = new Set(jobs.flatMap((judge) => [...judge.misfortunes]));
  // One that is stopped and has begun nothing is replaced.
  const causes = played.kills + played.pauses + traces.delayedFaults(scenario);
  if (misfortunes.size > causes) {
    found.push(
      `${causes} workers died of something else than their item, and that cost ${misfortunes.size} attempts: ${[...misfortunes].join(', ')}`,
    );
  }
  found.push(...traces.reruns(scenario, causes));
  if (played.leftovers !== '') found.push(`left behind: ${played.leftovers}`);
  return found;
}

/** What the workers wrote down. */
class Traces {
  /** How often each attempt began, by `job.index.attempt`. */
  readonly begins = new Map<string, number>();
  readonly ends = new Set<string>();
  /** How many items of a job began after its caller had left. */
  readonly afterLeaving = new Map<number, number>();

  constructor(lines: readonly string[]) {
    const left = new Set<number>();
    for (const line of lines) {
      const [word, name = ''] = line.split(' ');
      const job = Number(name.split('.')[0]);
      if (word === 'left') left.add(job);
      if (word === 'end') this.ends.add(name);
      if (word !== 'begin') continue;
      this.begins.set(name, (this.begins.get(name) ?? 0) + 1);
      if (left.has(job)) this.afterLeaving.set(job, (this.afterLeaving.get(job) ?? 0) + 1);
    }
  }

  /** How many faults that strike later were laid. */
  delayedFaults(scenario: Scenario): number {
    return this.#count((does) => DELAYED.has(does), scenario);
  }

  /**
   * Attempts that ran again although no worker was lost, by which their results could have been.
   *
   * @param causes - Workers that may have died of something else than their item.
   */
  reruns(scenario: Scenario, causes: number): string[] {
    const unfinished = [...this.begins.keys()].filter((name) => !this.ends.has(name)).length;
    const deaths =
      causes +
      this.#count((does) => DEADLY.has(does) || ENDLESS.has(does), scenario) +
      scenario.jobs.filter(({ onUnsubscribe }) => onUnsubscribe === 'kill').length +
      unfinished;
    return [...this.begins]
      .filter(([, times]) => times > 1 + deaths)
      .map(([name, times]) => `${name} ran ${times} times, and at most ${deaths} workers died`);
  }

  #count(isOfKind: (does: Fate['does']) => boolean, scenario: Scenario): number {
    let count = 0;
    for (const [name, times] of this.begins) {
      const [job = 0, index = 0, attempt = 0] = name.split('.').map(Number);
      const fate = scenario.jobs[job]?.items[index]?.fates[attempt];
      if (fate && isOfKind(fate.does)) count += times;
    }
    return count;
  }
}

/** Compares what one job gave with what it may give. */
class JobJudge {
  readonly #scenario: Scenario;
  readonly #plan: JobPlan;
  readonly #job: number;
  readonly #account: Account;
  readonly #traces: Traces;
  readonly #begunBeforeEnd: boolean;
  readonly #found: string[] = [];
  /** Attempts that failed although nothing of the kind was planned for them: `job.index.attempt`. */
  readonly misfortunes = new Set<string>();

  constructor(
    scenario: Scenario,
    plan: JobPlan,
    job: number,
    account: Account,
    traces: Traces,
    begunBeforeEnd: boolean,
  ) {
    this.#scenario = scenario;
    this.#plan = plan;
    this.#job = job;
    this.#account = account;
    this.#traces = traces;
    this.#begunBeforeEnd = begunBeforeEnd;
  }

  get title(): string {
    return `${this.#job} (${this.#plan.method})`;
  }

  judge(): string[] {
    this.#judgeResults();
    this.#judgeEnding();
    this.#judgeAttempts();
    this.#judgeSource();
    this.#judgeCallbacks();
    const { afterEnd } = this.#account;
    if (afterEnd.length > 0) this.#say(`after its end, it gave ${afterEnd.join(' and ')}`);
    return this.#found;
  }

  #say(difference: string): void {
    this.#found.push(difference);
  }

  // ---- results

  /** The results as they came, also out of an array. */
  get #results(): readonly unknown[] {
    const { values } = this.#account;
    if (METHODS[this.#plan.method].gives !== 'array') return values;
    if (values.length > 1) this.#say(`it gave ${values.length} arrays`);
    return (values[0] as unknown[] | undefined) ?? [];
  }

  #judgeResults(): void {
    const { settle, method } = this.#plan;
    const isOrdered = METHODS[method].gives !== 'as ready';
    const seen = new Set<number>();
    this.#results.forEach((result, at) => {
      const index = settle ? (result as Settled<unknown>).index : Number(nameIn(result).split('.')[1]);
      if (isOrdered && index !== at) this.#say(`result ${at} is that of item ${index}`);
      if (seen.has(index)) this.#say(`item ${index} has two results`);
      seen.add(index);
      if (!settle) this.#judgeValue(index, result);
      else {
        const outcome = result as Settled<unknown>;
        if (outcome.status === 'fulfilled') this.#judgeValue(index, outcome.value);
        else this.#judgeReason(index, outcome.reason);
      }
    });
  }

  #judgeValue(index: number, value: unknown): void {
    const name = nameIn(value);
    const attempt = Number(name.split('.')[2]);
    const fate = this.#fate(index, attempt);
    if (
      name !== this.#name(index, attempt) ||
      attempt > this.#plan.retries ||
      !fate ||
      !RETURNING.has(fate.does) ||
      (fate.does === 'returns much' && !isWhole(value)) ||
      this.#plan.items[index]?.isCloneable === false
    ) {
      this.#say(`item ${index} gave ${name}, and attempt ${attempt} ${fate?.does}`);
    }
  }

  // ---- errors

  /** An item failed for good, with this. */
  #judgeReason(index: number, reason: unknown): void {
    const { retries, timeout, grace, items } = this.#plan;
    const info = getTaskInfo(reason);
    const attempt = info?.attempt ?? retries;
    const say = (what: string): void =>
      this.#say(
        `item ${index} failed in attempt ${attempt} of ${retries + 1} with ${String(reason)}: ${what}`,
      );
    if (info && info.index !== index) say(`it is said to be item ${info.index}`);
    if (items[index]?.isCloneable === false) {
      if (!(reason instanceof UncloneableError) || reason.where !== 'argument') say('it cannot be sent');
      else if (!reason.path.endsWith('.anchor')) say(`the path is ${reason.path}`);
      return;
    }
    if (attempt !== retries) say('there were attempts left');
    const fate = this.#fate(index, attempt);
    if (!fate) return say('there is no such item');
    if (this.#isPlanned(fate, index, attempt, reason)) return;
    if (reason instanceof WorkerCrashedError && reason.index === index) {
      this.misfortunes.add(this.#name(index, attempt));
    } else if (
      reason instanceof TaskTimeoutError &&
      reason.index === index &&
      timeout < Infinity &&
      (DEADLY.has(fate.does) ||
        grace > 0 ||
        fate.does === 'returns much' ||
        !this.#traces.ends.has(this.#name(index, attempt)))
    ) {
      // The machine was too busy to run the item in time, to send what it returned, or to let its worker die in time; or the
      // item ended in its grace.
    } else say(`it ${fate.does}`);
  }

  #isPlanned({ does }: Fate, index: number, attempt: number, reason: unknown): boolean {
    const { code, message } = (reason ?? {}) as { code?: unknown; message?: unknown };
    if (DEADLY.has(does)) {
      if (!(reason instanceof WorkerCrashedError) || reason.index !== index) return false;
      if (does === 'exits') return reason.exitCode === 7 && reason.signal === null;
      if (does === 'is killed') return reason.signal === 'SIGKILL';
      if (does === 'aborts') return reason.signal === 'SIGABRT';
      return true;
    }
    if (ENDLESS.has(does)) {
      return (
        reason instanceof TaskTimeoutError && reason.index === index && reason.timeout === this.#plan.timeout
      );
    }
    switch (does) {
      case 'throws':
        return reason instanceof RangeError && message === this.#name(index, attempt) && code === 'E_CHAOS';
      case 'throws null':
        return reason === null;
      case 'throws a function':
        return reason instanceof UncloneableError && reason.where === 'error' && reason.index === index;
      case 'returns a function':
        return (
          reason instanceof UncloneableError &&
          reason.where === 'result' &&
          reason.index === index &&
          reason.path === '.deep[0]'
        );
      case 'returns a getter that throws':
        return (
          reason instanceof UncloneableError &&
          reason.where === 'result' &&
          reason.index === index &&
          reason.path === '.deep'
        );
      case 'overflows the stack':
        return reason instanceof RangeError && String(message).includes('call stack');
      default:
        return false;
    }
  }

  // ---- the end

  #judgeEnding(): void {
    const { ending, isAborted, values } = this.#account;
    const { items, sourceFails, settle, method } = this.#plan;
    const { gives } = METHODS[method];
    if (!ending || ending.type === 'left') return;
    if (ending.type === 'complete') {
      const expected = gives === 'one' ? 1 : items.length;
      if (this.#results.length !== expected)
        this.#say(`${this.#results.length} of ${expected} items have a result`);
      if (gives === 'array' && values.length !== 1) this.#say('it completed without an array');
      if (sourceFails) this.#say('it completed, and its source failed');
      return;
    }
    const { reason } = ending;
    if (!this.#begunBeforeEnd) {
      if (!(reason instanceof PoolClosedError))
        this.#say(`it began after the end, and gave ${String(reason)}`);
    } else if (reason instanceof PoolTerminatedError) {
      if (this.#scenario.ending?.does !== 'terminate') this.#say('nobody terminated the pool');
    } else if (reason === ABORT_REASON) {
      if (!isAborted) this.#say('nobody aborted its signal');
    } else if (reason === SOURCE_ERROR) {
      if (!sourceFails) this.#say('its source did not fail');
      if (gives !== 'array' && values.length !== items.length) {
        this.#say(`its source failed after ${items.length} items, ${values.length} of which have a result`);
      }
    } else if (settle) this.#say(`it failed with ${String(reason)}, and was to settle`);
    else this.#judgeItemError(reason);
  }

  /** The job failed with the error of an item. */
  #judgeItemError(reason: unknown): void {
    const { gives } = METHODS[this.#plan.method];
    const { retries, items } = this.#plan;
    const told = getTaskInfo(reason)?.index;
    const results = this.#results.length;
    if (told !== undefined) {
      if (gives === 'in order' && told !== results) this.#say(`item ${told} failed after ${results} results`);
      this.#judgeReason(told, reason);
      return;
    }
    // A thrown primitive does not tell where it comes from.
    const may = (index: number): boolean => {
      const fate = this.#fate(index, retries);
      return fate !== undefined && this.#isPlanned(fate, index, retries, reason);
    };
    const isPossible = gives === 'in order' ? may(results) : items.some((_, index) => may(index));
    if (!isPossible) this.#say(`it failed with ${String(reason)} after ${results} results`);
  }

  // ---- what ran

  #judgeAttempts(): void {
    const { begins, ends, afterLeaving } = this.#traces;
    const { retries, items, timeout, grace } = this.#plan;
    items.forEach(({ fates, isCloneable }, index) => {
      fates.forEach((_, attempt) => {
        const name = this.#name(index, attempt);
        if (!begins.has(name)) return;
        if (attempt > retries) this.#say(`${name} ran, and there were only ${retries} retries`);
        if (!isCloneable) this.#say(`${name} ran, and could not be sent`);
        if (attempt === 0) return;
        const before = this.#name(index, attempt - 1);
        const { does } = fates[attempt - 1] as Fate;
        const couldFail = !RETURNING.has(does);
        const wasLate = timeout < Infinity && (grace > 0 || !ends.has(before));
        if (!couldFail && !wasLate) this.misfortunes.add(before);
      });
    });
    const late = afterLeaving.get(this.#job) ?? 0;
    // Each worker may just have begun one; a process hears of it with a delay.
    if (this.#scenario.runtime === 'worker_threads' && late > this.#scenario.processes) {
      this.#say(`${late} items began after the caller had left`);
    }
  }

  #judgeSource(): void {
    const { source, ending } = this.#account;
    const { method, chunksize = 1, source: kind, buffersize } = this.#plan;
    const { gives } = METHODS[method];
    if (source.opened > 1) this.#say(`it opened its source ${source.opened} times`);
    if (gives !== 'one') {
      const isLeft = source.opened === 1 && (kind === 'push' || !source.isOver);
      // The end of an async source may be on its way when the caller leaves.
      const isEndUnheard = kind === 'async pull' && ending?.type !== 'complete' && source.closed === 1;
      if (source.closed !== Number(isLeft) && !isEndUnheard) {
        this.#say(`it closed its source ${source.closed} times, ${source.isOver ? 'at' : 'before'} its end`);
      }
    }
    if (gives === 'array' || gives === 'one' || kind === 'push') return;
    const most = buffersize ?? Math.max(1024, 4 * this.#scenario.processes * chunksize);
    // A reader hears of a result a moment after the job has let it go.
    const slack = METHODS[method].face === 'iterator' ? 1 : 0;
    if (ending && source.most > most + slack) this.#say(`it held ${source.most} items, and may hold ${most}`);
  }

  #judgeCallbacks(): void {
    const { callbacks, ending } = this.#account;
    if (!this.#plan.method.endsWith('Async')) return;
    const [told] = callbacks;
    if (callbacks.length !== 1 || told?.type !== ending?.type) {
      this.#say(`its callbacks heard ${callbacks.map(({ type }) => type).join(', ')}`);
    }
  }

  #fate(index: number, attempt: number): Fate | undefined {
    return this.#plan.items[index]?.fates[attempt];
  }

  #name(index: number, attempt: number): string {
    return `${this.#job}.${index}.${attempt}`;
  }
}

/** The name of the attempt that gave a result. */
function nameIn(result: unknown): string {
  return String((result as { name?: unknown } | undefined)?.name ?? result);
}

/** True for all that an item gives that returns much. */
function isWhole(value: unknown): boolean {
  const { much, texts } = value as { much?: unknown; texts?: unknown };
  return (
    much instanceof Uint8Array && much.length === 300_000 && Array.isArray(texts) && texts.length === 2000
  );
}
