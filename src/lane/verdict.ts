import type { Report } from '../executor/executor.js';
import type { ItemErrors } from './item-errors.js';
import type { Death, Running } from './link.js';
import type { Passage } from './passage.js';

/** How it was when a worker died. */
export interface Circumstances {
  readonly death: Death;
  /** It was ready for work. */
  readonly wasConnected: boolean;
  /** Its lane has ended it: for a `timeout`, or as nobody waited for what it did. */
  readonly wasKilled: boolean;
  /** That was for the item that ran. */
  readonly wasLate: boolean;
  /** What it was at, if its result is not here. */
  readonly running: Running | undefined;
}

/** What becomes of the chunk that a worker was at when it died, and which of its items is to blame. */
export function verdict(
  { chunk, settled, cancelled, sent }: Passage,
  { death, wasConnected, wasKilled, wasLate, running }: Circumstances,
  errors: ItemErrors,
): Extract<Report, { type: 'unrun' }> {
  const blame = (position: number, reason: unknown): ReturnType<typeof verdict> => ({
    type: 'unrun',
    culprit: { offset: position - settled, rejection: { reason, retriable: true } },
  });
  if (cancelled || !wasConnected || sent === 0) return { type: 'unrun' };
  if (wasKilled) {
    return running && wasLate
      ? blame(running.position, errors.late(chunk, running.position))
      : { type: 'unrun' };
  }
  const position = death.isStray ? settled : (running?.position ?? settled);
  const reason = errors.crashed(chunk, position, death);
  // What has moved to the worker is gone with it, whoever is to blame.
  const isCulprit = (running && !death.isStray) || chunk.call.transfer !== undefined;
  return isCulprit ? blame(position, reason) : { type: 'unrun', suspicion: reason };
}
