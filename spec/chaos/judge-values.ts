import type { ItemNotification } from 'rxjs-pool';
import type { Case } from './case.js';
import { judgeReason } from './judge-reason.js';
import { judgeValue, nameIn } from './judge-results.js';
import { METHODS } from './methods.js';

/** Judges the values of items that give several, and their ends. */
export function judgeValues(one: Case): void {
  const { plan, account } = one.facts;
  const { settle, method, items } = plan;
  const isOrdered = METHODS[method].gives === 'in order';
  let current = 0;
  account.values.forEach((emitted, at) => {
    const note: ItemNotification<unknown> = settle
      ? (emitted as ItemNotification<unknown>)
      : { kind: 'N', index: Number(nameIn(emitted).split('.')[1]), value: emitted };
    const { index, kind } = note;
    if (isOrdered && index !== current) {
      if (index !== current + 1 || !one.isDone(current))
        one.say(`${kind} of item ${index} came in that of item ${current}`);
      current = index;
    }
    const heard = one.heard(index);
    if (heard.isOver) one.say(`item ${index} gave ${kind} after its end`);
    if (note.kind === 'N') return judgeNext(one, index, note.value);
    heard.isOver = true;
    if (note.kind === 'E') return judgeReason(one, index, note.error, at);
    if (heard.values !== (one.fate(index, heard.attempt)?.values ?? 0) + 1) {
      one.say(`item ${index} ended well after ${heard.values} values`);
    }
    one.due.push({ index, attempt: heard.attempt, at });
  });
  if (settle) return;
  // Of an item whose last value was the last that its caller heard, nobody knows whether it came to its end.
  const areAllOver = account.ending?.type === 'complete';
  items.forEach((_, index) => {
    if ((areAllOver || (isOrdered && index < current)) && one.isDone(index))
      one.due.push({ index, attempt: one.heard(index).attempt, at: account.values.length });
  });
}

/** Judges a value: all values of an item come from one attempt, in order, and none is missing. */
function judgeNext(one: Case, index: number, value: unknown): void {
  const { items, retries } = one.facts.plan;
  const heard = one.heard(index);
  const position = heard.values++;
  const name = nameIn(value);
  const attempt = Number(name.split('.')[2]);
  if (position === 0) heard.attempt = attempt;
  const fate = one.fate(index, attempt);
  const isLast = position === fate?.values;
  const expected = one.name(index, heard.attempt) + (isLast ? '' : `.${position}`);
  if (name !== expected) one.say(`value ${position} of item ${index} is ${name}`);
  else if (isLast) judgeValue(one, index, value);
  else if (attempt > retries || items[index]?.isCloneable === false) one.say(`item ${index} gave ${name}`);
}
