import type { Attempt, Scenario } from './scenario.js';

/** A run of an item as the model foresees it. */
export interface ForeseenRun {
  readonly item: number;
  readonly attempt: number;
  readonly from: number;
  readonly to: number;
}

/** A chunk of the model: items that go to one worker together. */
interface ModelChunk {
  readonly items: readonly number[];
  readonly attempt: number;
}

/**
 * Foresees when each item of a scenario runs, if nothing ends the job early: chunks wait in line, and a free worker takes the
 * first. Retries, and what a dead worker leaves, go ahead of all that has not been sent, in the order of the items.
 *
 * Written as a plain simulation, apart from the engine. Returns undefined if two events fall into one frame, as
 * their order within it is nobody's promise.
 */
export function timeModel(scenario: Scenario): ForeseenRun[] | undefined {
  const line: ModelChunk[] = [];
  const runs: ForeseenRun[] = [];
  const busy: Array<{ chunk: ModelChunk; position: number; to: number; ending: 'done' | 'died' }> = [];
  const arrivals = cutIntoChunks(scenario);
  const seen = new Set<number>();

  const begin = (chunk: ModelChunk, position: number, now: number): void => {
    const item = chunk.items[position] as number;
    const attempt = scenario.items[item]?.attempts[chunk.attempt] as Attempt;
    const longest = scenario.timeout + scenario.grace;
    const isKilled = attempt.duration > longest;
    const to = now + Math.min(attempt.duration, longest);
    runs.push({ item, attempt: chunk.attempt, from: now, to });
    busy.push({ chunk, position, to, ending: isKilled || attempt.fate === 'crashes' ? 'died' : 'done' });
  };
  const fill = (now: number): void => {
    while (busy.length < scenario.processes && line.length > 0) begin(line.shift() as ModelChunk, 0, now);
  };

  for (;;) {
    const now = Math.min(...busy.map(({ to }) => to), ...arrivals.slice(0, 1).map(({ frame }) => frame));
    if (now === Infinity) return runs;
    const due = busy.filter(({ to }) => to === now);
    const arrived = arrivals.filter(({ frame }) => frame === now);
    if (seen.has(now) || due.length + new Set(arrived.map(({ cause }) => cause)).size > 1) return undefined;
    seen.add(now);
    for (const { chunk } of arrivals.splice(0, arrived.length)) line.push(chunk);
    for (const ended of due) {
      busy.splice(busy.indexOf(ended), 1);
      const { chunk, position, ending } = ended;
      const item = chunk.items[position] as number;
      const attempt = scenario.items[item]?.attempts[chunk.attempt] as Attempt;
      const isLate = attempt.duration > scenario.timeout;
      const failed = ending === 'died' || isLate || attempt.fate !== 'returns';
      const rest = chunk.items.slice(position + 1);
      if (ending === 'died' && rest.length > 0) line.push({ items: rest, attempt: chunk.attempt });
      if (failed && chunk.attempt < scenario.retries) {
        line.push({ items: [item], attempt: chunk.attempt + 1 });
      }
      line.sort((a, b) => (a.items[0] ?? 0) - (b.items[0] ?? 0));
      if (ending === 'done' && rest.length > 0) begin(chunk, position + 1, now);
    }
    fill(now);
  }
}

/** When each chunk is cut: by size, by linger, or at the end of the source. */
function cutIntoChunks(scenario: Scenario): Array<{ frame: number; chunk: ModelChunk; cause: string }> {
  const { items, chunksize, linger, ending, operator, processes } = scenario;
  const chunks: Array<{ frame: number; chunk: ModelChunk; cause: string }> = [];
  const collects = operator === 'poolMap' && chunksize === undefined;
  const size = collects ? Infinity : (chunksize ?? 1);
  let filling: number[] = [];
  let since = 0;
  let frame = 0;
  const cut = (at: number, cause: string): void => {
    chunks.push({ frame: at, chunk: { items: filling, attempt: 0 }, cause });
    filling = [];
  };
  const lingerUntil = (to: number): void => {
    if (collects || filling.length === 0 || since + linger > to) return;
    if (since + linger === to) chunks.push({ frame: to, chunk: { items: [], attempt: 0 }, cause: 'tie' });
    cut(since + linger, `linger ${since}`);
  };
  items.forEach(({ gap }, item) => {
    frame += gap;
    lingerUntil(frame);
    if (filling.length === 0) since = frame;
    filling.push(item);
    if (filling.length === size) cut(frame, `item ${item}`);
  });
  const end = frame + ending.gap;
  lingerUntil(end);
  const share = Math.ceil(filling.length / (4 * processes));
  if (collects) {
    const all = filling;
    for (let from = 0; from < all.length; from += share) {
      filling = all.slice(from, from + share);
      cut(end, 'end');
    }
  } else if (filling.length > 0) cut(end, 'end');
  return chunks;
}
