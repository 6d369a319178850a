import type { Unrun } from './report.js';
import type { Submission } from './submission.js';

/** Reports what a dead worker had and did not finish, so that each job knows when it has heard all of it. */
export function unrunAll(all: ReadonlyMap<Submission, Omit<Unrun, 'type'>>): void {
  const open = [...all].filter(([{ isOver }]) => !isOver);
  for (const [submission, why] of open) {
    const { call } = submission.batch;
    const isFollowed = (): boolean => open.some(([other]) => !other.isOver && other.batch.call === call);
    submission.unrun({ ...why, isFollowed });
  }
}
