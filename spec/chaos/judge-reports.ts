import type { Case } from './case.js';

/** Judges what a job heard its items report: who reported it, in which order, and that the last one came in time. */
export function judgeReports(one: Case): void {
  const { plan, account, traces } = one.facts;
  if (!plan.hears) return;
  const latest = new Map<string, number>();
  /** Number of results heard before a report first came. */
  const heardAt = new Map<string, number>();
  for (const { index, attempt, value, at } of account.reports) {
    const name = one.name(index, attempt);
    const [told, number] = String(value).split('!');
    const place = Number(number);
    const count = one.fate(index, attempt)?.reports ?? 0;
    if (told !== name || !(place < count)) one.say(`${name} reported ${String(value)}`);
    if (!traces.begins.has(name)) one.say(`${name} reported, and never ran`);
    // One whose worker died begins again.
    if (traces.begins.get(name) === 1 && place <= (latest.get(name) ?? -1)) {
      one.say(`${name} reported ${String(value)} behind number ${latest.get(name)}`);
    }
    latest.set(name, place);
    if (!heardAt.has(`${name}!${place}`)) heardAt.set(`${name}!${place}`, at);
  }
  for (const { index, attempt, at } of one.due) {
    const last = (one.fate(index, attempt)?.reports ?? 0) - 1;
    const told = heardAt.get(`${one.name(index, attempt)}!${last}`) ?? Infinity;
    if (last >= 0 && told > at)
      one.say(
        `item ${index} ended in attempt ${attempt} before its last report, ${last}, was heard: ${told} > ${at}`,
      );
  }
}
