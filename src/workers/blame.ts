import type { Unrun } from '../executor/report.js';
import type { Death } from './crew.js';
import type { ItemErrors } from './item-errors.js';
import type { Parcel, RunningItem } from './parcels.js';
import type { Killed } from './slot.js';

/** How it was when a worker died. */
export interface Circumstances {
  readonly death: Death;
  /** It had been ready for work. */
  readonly isReady: boolean;
  /** What it died of was left behind by an earlier item, or nobody knows by whom. */
  readonly isStray: boolean;
  /** What it was running; undefined if it was between two items. */
  readonly running: RunningItem | undefined;
  /** Why this side ended it, if it did. */
  readonly killed: Killed | undefined;
}

type Why = Omit<Unrun, 'type'>;

/** What a worker's death means for each of its parcels. */
export interface Verdict {
  readonly unrun: ReadonlyMap<Parcel, Why>;
  /** Index in its source of the item that is charged; undefined if none is. */
  readonly charged: number | undefined;
}

/**
 * Decides who is blamed for the death of a worker.
 *
 * Nobody is if it had not been ready for work. Otherwise the item that ran is, if any did. If none did, the first one
 * that had not begun is suspected: to take it in may have been too much. All others run again without losing an
 * attempt, but for what has moved to the worker and is gone.
 */
export function blame(parcels: readonly Parcel[], circumstances: Circumstances, errors: ItemErrors): Verdict {
  const suspect =
    circumstances.running?.parcel ?? parcels.find(({ submission, sent }) => sent > 0 && !submission.isOver);
  const unrun = new Map<Parcel, Why>();
  // Not by map(): an error keeps the receivers of all calls on its stack alive, and these have the items.
  for (const parcel of parcels) {
    unrun.set(parcel, judge(parcel, parcel === suspect, circumstances, errors));
  }
  const culprit = suspect && unrun.get(suspect)?.culprit;
  const charged = culprit && suspect.submission.batch.first + suspect.submission.reported + culprit.offset;
  return { unrun, charged };
}

function judge(
  { submission, sent, late }: Parcel,
  isSuspect: boolean,
  { death, isReady, isStray, running, killed }: Circumstances,
  errors: ItemErrors,
): Why {
  const { batch, reported, cancelled } = submission;
  if (!isReady || submission.isOver || cancelled) return {};
  const isGone = batch.call.transfer !== undefined && sent > 0;
  if (!isSuspect) return isGone ? charge(0, errors.crashed(batch, reported, beforeItBegan(death))) : {};
  // Also one that dies of something else in its grace.
  if (running && (killed === 'late' || late?.has(running.position))) {
    return charge(running.position - reported, errors.late(batch, running.position));
  }
  if (killed) return {};
  const position = (isStray ? undefined : running?.position) ?? reported;
  const reason = errors.crashed(batch, position, death);
  return (running && !isStray) || isGone ? charge(position - reported, reason) : { suspicion: reason };
}

function charge(offset: number, reason: unknown): Why {
  return { culprit: { offset, rejection: { reason, retriable: true } } };
}

/** The death of a worker that has an item in it which has moved there and not begun: it cannot be sent again. */
function beforeItBegan(death: Death): Death {
  const cause = new Error('The item had moved to a worker that died before it began the item', {
    cause: death.cause,
  });
  return { ...death, cause };
}
