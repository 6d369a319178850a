import { getTaskInfo, PoolClosedError, PoolTerminatedError } from 'rxjs-pool';
import type { Case } from './case.js';
import { isPlanned, judgeReason } from './judge-reason.js';
import { resultsOf } from './judge-results.js';
import { givesMany, METHODS } from './methods.js';
import { ABORT_REASON } from './run-job.js';
import { SOURCE_ERROR } from './sources.js';

/** Judges how a job ended. */
export function judgeEnding(one: Case): void {
  const { scenario, plan, account, begunBeforeEnd } = one.facts;
  const { ending, isAborted, values } = account;
  const { items, sourceFails, settle, method } = plan;
  const { gives } = METHODS[method];
  if (!ending || ending.type === 'left') return;
  if (ending.type === 'complete') {
    const expected = gives === 'one' ? 1 : items.length;
    if (outcomes(one) !== expected) one.say(`${outcomes(one)} of ${expected} items have a result`);
    if (gives === 'array' && values.length !== 1) one.say('it completed without an array');
    if (sourceFails) one.say('it completed, and its source failed');
    return;
  }
  const { reason } = ending;
  if (!begunBeforeEnd) {
    if (!(reason instanceof PoolClosedError)) one.say(`it began after the end, and gave ${String(reason)}`);
  } else if (reason instanceof PoolTerminatedError) {
    if (scenario.ending?.does !== 'terminate') one.say('nobody terminated the pool');
  } else if (reason === ABORT_REASON) {
    if (!isAborted) one.say('nobody aborted its signal');
  } else if (reason === SOURCE_ERROR) {
    if (!sourceFails) one.say('its source did not fail');
    if (gives !== 'array' && outcomes(one) !== items.length) {
      one.say(`its source failed after ${items.length} items, ${outcomes(one)} of which have a result`);
    }
  } else if (settle) one.say(`it failed with ${String(reason)}, and was to settle`);
  else judgeItemError(one, reason);
}

/** Counts the items that have an outcome. */
function outcomes(one: Case): number {
  const { plan, account } = one.facts;
  return givesMany(plan.method)
    ? plan.items.filter((_, index) => one.isDone(index)).length
    : resultsOf(plan.method, account).length;
}

/** Judges the error of a job that failed with that of an item. */
function judgeItemError(one: Case, reason: unknown): void {
  const { plan, account } = one.facts;
  const { gives } = METHODS[plan.method];
  const { retries, items } = plan;
  const told = getTaskInfo(reason)?.index;
  const results = account.values.length;
  const next = upNext(one);
  if (told !== undefined) {
    if (gives === 'in order' && !next.includes(told)) one.say(`item ${told} failed after ${results} results`);
    judgeReason(one, told, reason, results);
    return;
  }
  // A thrown primitive does not tell where it comes from.
  const may = (index: number): boolean => {
    const { values, attempt: begun } = one.heard(index);
    const attempt = values > 0 ? begun : retries;
    const fate = one.fate(index, attempt);
    return fate !== undefined && isPlanned(one, fate, index, attempt, reason);
  };
  const isPossible = gives === 'in order' ? next.some(may) : items.some((_, index) => may(index));
  if (!isPossible) one.say(`it failed with ${String(reason)} after ${results} results`);
}

/** The items of which one must come next, where they come in order. */
function upNext(one: Case): number[] {
  const { plan, account } = one.facts;
  if (!givesMany(plan.method)) return [account.values.length];
  const last = plan.items.findLastIndex((_, index) => one.heard(index).values > 0);
  if (last < 0) return [0];
  return one.isDone(last) ? [last, last + 1] : [last];
}
