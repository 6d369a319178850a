import type { Unrun } from './report.js';
import type { Submission } from './submission.js';

/**
 * Reports what a dead worker had and did not finish.
 *
 * From the last item to the first: an item can run again only while none of its values has left its job, and what one report
 * ends may let those of the items behind it leave.
 */
export function unrunAll(all: ReadonlyMap<Submission, Omit<Unrun, 'type'>>): void {
  const fromLast = [...all];
  fromLast.sort(([a], [b]) => b.batch.first - a.batch.first);
  for (const [submission, why] of fromLast) submission.unrun(why);
}
