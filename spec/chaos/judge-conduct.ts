import type { Fate } from '../fixtures/suffer.js';
import type { Case } from './case.js';
import { RETURNING } from './fates.js';
import { givesMany, METHODS } from './methods.js';

/** Judges what ran in the workers. */
export function judgeAttempts(one: Case): void {
  const { scenario, plan, job, traces } = one.facts;
  const { begins, ends, afterLeaving } = traces;
  const { retries, items, timeout, grace, concurrency } = plan;
  items.forEach(({ fates, isCloneable }, index) => {
    const { values, attempt: given } = one.heard(index);
    fates.forEach((_, attempt) => {
      const name = one.name(index, attempt);
      if (!begins.has(name)) return;
      if (attempt > retries) one.say(`${name} ran, and there were only ${retries} retries`);
      if (!isCloneable) one.say(`${name} ran, and could not be sent`);
      if (values > 0 && attempt > given) one.say(`${name} ran, and attempt ${given} had given values`);
      if (attempt === 0) return;
      const before = one.name(index, attempt - 1);
      const { does } = fates[attempt - 1] as Fate;
      const couldFail = !RETURNING.has(does);
      const wasLate = timeout < Infinity && (grace > 0 || !ends.has(before) || one.mayBeHeldUp);
      if (!couldFail && !wasLate) one.misfortunes.add(before);
    });
  });
  const late = afterLeaving.get(job) ?? 0;
  // Each worker may begin one last item in each place. A process hears of the leaving with a delay.
  if (scenario.runtime === 'worker_threads' && late > scenario.processes * concurrency) {
    one.say(`${late} items began after the caller had left`);
  }
}

/** Judges what was done to the source. */
export function judgeSource(one: Case): void {
  const { scenario, plan, account } = one.facts;
  const { source, ending } = account;
  const { method, chunksize = 1, source: kind, buffersize, settle } = plan;
  const { gives, face } = METHODS[method];
  if (source.opened > 1) one.say(`it opened its source ${source.opened} times`);
  if (gives !== 'one') {
    const isLeft = source.opened === 1 && (kind === 'push' || !source.isOver);
    // The end of an async source may be on its way when the caller leaves.
    const isEndUnheard = kind === 'async pull' && ending?.type !== 'complete' && source.closed === 1;
    if (source.closed !== Number(isLeft) && !isEndUnheard) {
      one.say(`it closed its source ${source.closed} times, ${source.isOver ? 'at' : 'before'} its end`);
    }
  }
  if (gives === 'array' || gives === 'one' || kind === 'push') return;
  // Without notifications, values do not show where their item ends, so delivered items cannot be counted.
  if (givesMany(method) && !settle) return;
  const most = buffersize ?? Math.max(1024, 4 * scenario.processes * chunksize);
  // The reader sees a result a moment after the job has released it.
  const slack = face === 'iterator' ? 1 : 0;
  if (ending && source.most > most + slack) one.say(`it held ${source.most} items, and may hold ${most}`);
}

/** Judges what callbacks heard. */
export function judgeCallbacks(one: Case): void {
  const { plan, account } = one.facts;
  const { callbacks, ending } = account;
  if (!plan.method.endsWith('Async')) return;
  const [told] = callbacks;
  if (callbacks.length !== 1 || told?.type !== ending?.type) {
    one.say(`its callbacks heard ${callbacks.map(({ type }) => type).join(', ')}`);
  }
}
