import { getTaskInfo, TaskTimeoutError, UncloneableError, WorkerCrashedError } from 'rxjs-pool';
import type { Fate } from '../fixtures/suffer.js';
import type { Case } from './case.js';
import { BAD_RESULTS, DEADLY, ENDLESS } from './fates.js';
import { givesMany } from './methods.js';

/**
 * Judges the error with which an item failed for good.
 *
 * @param at - How many results were heard before.
 */
export function judgeReason(one: Case, index: number, reason: unknown, at: number): void {
  const { retries, items, method } = one.facts.plan;
  const { values, attempt: begun } = one.heard(index);
  const info = getTaskInfo(reason);
  const attempt = info?.attempt ?? (values > 0 ? begun : retries);
  const say = (what: string): void =>
    one.say(`item ${index} failed in attempt ${attempt} of ${retries + 1} with ${String(reason)}: ${what}`);
  if (info && info.index !== index) say(`it is said to be item ${info.index}`);
  if (items[index]?.isCloneable === false) {
    if (!(reason instanceof UncloneableError) || reason.where !== 'argument') say('it cannot be sent');
    else if (!reason.path.endsWith('.anchor')) say(`the path is ${reason.path}`);
    return;
  }
  if (values > 0 && attempt !== begun) say(`it had given values in attempt ${begun}`);
  if (values === 0 && attempt !== retries) say('there were attempts left');
  const fate = one.fate(index, attempt);
  if (!fate) return say('there is no such item');
  if (isPlanned(one, fate, index, attempt, reason)) {
    if (givesMany(method) && !mayHaveGiven(values, fate)) say(`it has given ${values} values`);
    if (!DEADLY.has(fate.does) && !ENDLESS.has(fate.does)) one.due.push({ index, attempt, at });
    return;
  }
  if (reason instanceof WorkerCrashedError && reason.index === index) {
    (values > 0 ? one.bystanders : one.misfortunes).add(one.name(index, attempt));
  } else if (!mayBeLate(one, fate, index, attempt, reason)) say(`it ${fate.does}`);
}

/** True if the reason is what the fate leads to. */
export function isPlanned(
  one: Case,
  { does }: Fate,
  index: number,
  attempt: number,
  reason: unknown,
): boolean {
  const { code, message } = (reason ?? {}) as { code?: unknown; message?: unknown };
  const isUncloneable = (where: string, path?: string): boolean =>
    reason instanceof UncloneableError &&
    reason.where === where &&
    reason.index === index &&
    (path === undefined || reason.path === path);
  if (DEADLY.has(does)) return isCrash(does, index, reason);
  if (ENDLESS.has(does)) {
    const { timeout } = one.facts.plan;
    return reason instanceof TaskTimeoutError && reason.index === index && reason.timeout === timeout;
  }
  switch (does) {
    case 'throws':
      return reason instanceof RangeError && message === one.name(index, attempt) && code === 'E_CHAOS';
    case 'throws null':
      return reason === null;
    case 'throws a function':
      return isUncloneable('error');
    case 'returns a function':
      return isUncloneable('result', '.deep[0]');
    case 'returns a getter that throws':
      return isUncloneable('result', '.deep');
    case 'overflows the stack':
      return reason instanceof RangeError && String(message).includes('call stack');
    default:
      return false;
  }
}

function isCrash(does: Fate['does'], index: number, reason: unknown): boolean {
  if (!(reason instanceof WorkerCrashedError) || reason.index !== index) return false;
  if (does === 'exits') return reason.exitCode === 7 && reason.signal === null;
  if (does === 'is killed') return reason.signal === 'SIGKILL';
  if (does === 'aborts') return reason.signal === 'SIGABRT';
  return true;
}

/** True if an item that fails as planned may give so many values before: some are lost with a worker that dies. */
function mayHaveGiven(count: number, { does, form, values }: Fate): boolean {
  const before = form === 'array' && !BAD_RESULTS.has(does) ? 0 : values;
  return DEADLY.has(does) || ENDLESS.has(does) ? count <= before : count === before;
}

/**
 * True if the item may have had its time although it was to end in another way: the machine was too busy to run it in time, to
 * send what it returned, or to let its worker die in time; or it ended in its grace.
 */
function mayBeLate(one: Case, { does }: Fate, index: number, attempt: number, reason: unknown): boolean {
  const { timeout, grace } = one.facts.plan;
  return (
    reason instanceof TaskTimeoutError &&
    reason.index === index &&
    timeout < Infinity &&
    (DEADLY.has(does) ||
      grace > 0 ||
      does === 'returns much' ||
      one.mayBeHeldUp ||
      !one.facts.traces.ends.has(one.name(index, attempt)))
  );
}
