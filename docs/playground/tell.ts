import { itemName } from './item-name.js';
import { readyAt } from './ready-at.js';
import type { Settings } from './settings.js';
import type { Trace } from './trace.js';

/** Says in a few sentences what came of it. */
export function tell(settings: Settings, trace: Trace): string {
  const { items, workers } = settings;
  const { end, emissions } = trace;
  const results = emissions.flatMap((emission) => emission.items);
  const work = trace.runs.reduce(
    (sum, { from, to = end.at }) => sum + Math.max(0, Math.min(to, end.at) - from),
    0,
  );
  const busy = Math.round((100 * work) / (end.at * workers));
  const sentences = [];
  if (end.failed === undefined) {
    const begun = `${count(items.length, 'item')} in ${end.at} ms on ${count(workers, 'worker')}; ${busy} % busy.`;
    sentences.push(begun, `The first result came after ${emissions[0]?.at ?? end.at} ms.`);
  } else {
    const unrun = items.length - new Set(trace.runs.map(({ index }) => index)).size;
    sentences.push(
      `Item ${itemName(end.failed)} failed, and with it the stream, after ${end.at} ms;`,
      `${count(results.length, 'result')} came before, and ${count(unrun, 'item')} never ran.`,
    );
  }
  const waited = emissions
    .filter(({ isArray }) => !isArray)
    .flatMap((emission) =>
      emission.items.map(({ index }) => emission.at - (readyAt(trace, index) ?? emission.at)),
    )
    .reduce((sum, ms) => sum + ms, 0);
  if (waited > 0) sentences.push(`Results waited ${waited} ms in all for those before them.`);
  return sentences.join(' ');
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
