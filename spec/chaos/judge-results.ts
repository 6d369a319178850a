import type { Settled } from 'rxjs-pool';
import type { Account } from './account.js';
import type { Case } from './case.js';
import { RETURNING } from './fates.js';
import { judgeReason } from './judge-reason.js';
import { METHODS, type Method } from './methods.js';

/** The results of a job as they came, also out of an array. */
export function resultsOf(method: Method, { values }: Account): readonly unknown[] {
  return METHODS[method].gives === 'array' ? ((values[0] as unknown[] | undefined) ?? []) : values;
}

/** Judges the results of items that give one each. */
export function judgeResults(one: Case): void {
  const { plan, account } = one.facts;
  const { settle, method } = plan;
  const { gives } = METHODS[method];
  if (gives === 'array' && account.values.length > 1) one.say(`it gave ${account.values.length} arrays`);
  const seen = new Set<number>();
  resultsOf(method, account).forEach((result, position) => {
    const index = settle ? (result as Settled<unknown>).index : Number(nameIn(result).split('.')[1]);
    if (gives !== 'as ready' && index !== position) one.say(`result ${position} is that of item ${index}`);
    if (seen.has(index)) one.say(`item ${index} has two results`);
    seen.add(index);
    const at = gives === 'array' ? 0 : position;
    const outcome: Settled<unknown> = settle
      ? (result as Settled<unknown>)
      : { status: 'fulfilled', value: result, index };
    if (outcome.status === 'rejected') return judgeReason(one, index, outcome.reason, at);
    judgeValue(one, index, outcome.value);
    one.due.push({ index, attempt: Number(nameIn(outcome.value).split('.')[2]), at });
  });
}

/** Judges what an item has returned. */
export function judgeValue(one: Case, index: number, value: unknown): void {
  const { retries, items } = one.facts.plan;
  const name = nameIn(value);
  const attempt = Number(name.split('.')[2]);
  const fate = one.fate(index, attempt);
  if (
    name !== one.name(index, attempt) ||
    attempt > retries ||
    !fate ||
    !RETURNING.has(fate.does) ||
    (fate.does === 'returns much' && !isWhole(value)) ||
    items[index]?.isCloneable === false
  ) {
    one.say(`item ${index} gave ${name}, and attempt ${attempt} ${fate?.does}`);
  }
}

/** The name of the attempt that gave a result. */
export function nameIn(result: unknown): string {
  return String((result as { name?: unknown } | undefined)?.name ?? result);
}

/** True for all that an item gives that returns much. */
function isWhole(value: unknown): boolean {
  const { much, texts } = value as { much?: unknown; texts?: unknown };
  return (
    much instanceof Uint8Array && much.length === 300_000 && Array.isArray(texts) && texts.length === 2000
  );
}
