import { formatDuration } from './format-duration.js';
import type { PoolInsights } from './pool-insights.js';

/** A loss below this share of all workers' time is not worth anyone's time. */
const WORTHWHILE = 0.15;

/**
 * What an item should take at least, in ms. Of quicker ones, the main thread handles fewer than workers run; a higher
 * limit would call items too quick that still gain from several workers.
 */
const QUICK = 0.01;

/** A part of the workers' time that could be had back, and how. */
interface Loss {
  readonly share: number;
  readonly advice: string;
}

/** One sentence that says where most time is lost and what to do, or that there is nothing to do. */
export function advise(insights: Omit<PoolInsights, 'advice'>): string {
  const { duration, workers, working } = insights;
  const items = workers.reduce((sum, worker) => sum + worker.items, 0);
  if (items === 0) return 'No item has run yet.';
  const whole = duration * workers.length;
  const losses = [
    copying(insights),
    tail(insights, whole),
    startUp(insights, whole),
    waiting(insights, whole),
  ];
  const [worst] = losses.toSorted((a, b) => b.share - a.share);
  if (worst && worst.share >= WORTHWHILE) return worst.advice;
  return `${percent(working)} of the workers' time goes into your function: there is little left to gain.`;
}

function copying({ copying: share }: Omit<PoolInsights, 'advice'>): Loss {
  return {
    share,
    advice: `${percent(share)} of the time of work goes into copying: pass and return less, or use transfer and move().`,
  };
}

function tail({ tail: end, workers }: Omit<PoolInsights, 'advice'>, whole: number): Loss {
  if (!end || workers.length === 1) return { share: 0, advice: '' };
  const { duration, lost, workerId, items, index, chunksize } = end;
  const left = `Others had nothing left to do for up to ${formatDuration(duration)} while worker ${workerId} was at`;
  const what =
    chunksize > 1
      ? `items ${index} to ${index + items - 1} in one message: choose a chunksize below ${chunksize}, so that they can be shared out.`
      : `item ${index}: put the longest items first, or split them.`;
  return { share: lost / whole, advice: `${left} ${what}` };
}

function startUp({ workers }: Omit<PoolInsights, 'advice'>, whole: number): Loss {
  const total = workers.reduce((sum, worker) => sum + worker.startUp, 0);
  const starts = workers.reduce((sum, worker) => sum + worker.starts, 0);
  const share = Math.min(1, total / whole);
  const cure =
    starts > workers.length
      ? 'find out why they are replaced, or raise maxtasksperchild.'
      : 'keep one pool for several jobs, and do less in initializer.';
  return { share, advice: `${percent(share)} of the workers' time goes into starting them: ${cure}` };
}

function waiting({ workers, tail: end }: Omit<PoolInsights, 'advice'>, whole: number): Loss {
  const total = workers.reduce((sum, worker) => sum + worker.waiting, 0);
  const share = Math.max(0, (total - (end?.lost ?? 0)) / whole);
  const items = workers.reduce((sum, worker) => sum + worker.items, 0);
  const each = workers.reduce((sum, worker) => sum + worker.working, 0) / items;
  if (each < QUICK) {
    const advice = `An item takes ${formatDuration(each)}, less than its way to a worker: do more in each, or use plain map().`;
    return { share, advice };
  }
  const paused = workers.reduce((sum, worker) => sum + worker.paused, 0);
  if (paused > total / 2) {
    const advice = `Workers wait ${percent(share)} of their time until values are taken: whoever takes them is slower than they are.`;
    return { share, advice };
  }
  return {
    share,
    advice: `Workers wait for items ${percent(share)} of their time: the source or the main thread is slower than they are.`,
  };
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
