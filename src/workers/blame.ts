import type { Unrun } from '../executor/report.js';
import type { Submission } from '../executor/submission.js';
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
  /** What it was running; none if it was between two items. */
  readonly running: readonly RunningItem[];
  /** The item that had had its time, if this side ended the worker for that. */
  readonly late: RunningItem | undefined;
  /** Why this side ended it, if it did. */
  readonly killed: Killed | undefined;
}

type Why = Omit<Unrun, 'type'>;

/** What a worker's death means for each batch that it had. */
export interface Verdict {
  readonly unrun: ReadonlyMap<Submission, Why>;
  /** Index in its source of the item that is charged; undefined if none is. */
  readonly charged: number | undefined;
}

/**
 * Decides who is blamed for the death of a worker.
 *
 * Nobody is if it had not been ready for work. Otherwise the item that ran is, if one did. If several did, each of them is a
 * suspect, and runs once more, alone. If none did, the first one that had not begun is suspected: to take it in may have been
 * too much. All others run again without losing an attempt, but for what has moved to the worker and is gone.
 */
export function blame(parcels: readonly Parcel[], circumstances: Circumstances, errors: ItemErrors): Verdict {
  const { running, late } = circumstances;
  const unbegun = parcels.find(({ submission, sent }) => sent > 0 && !submission.isOver);
  const first = late?.parcel ?? running[0]?.parcel ?? unbegun;
  const unrun = new Map<Submission, Why>();
  // Not by map(): an error keeps the receivers of all calls on its stack alive, and these have the items.
  for (const parcel of parcels) {
    const item = running.find((one) => one.parcel === parcel);
    const why = judge(parcel, item, parcel === first, circumstances, errors);
    unrun.set(parcel.submission, { ...why, ...lost(parcel, circumstances, errors) });
  }
  const culprit = first && unrun.get(first.submission)?.culprit;
  const charged = culprit && first.submission.batch.first + first.submission.reported + culprit.offset;
  return { unrun, charged };
}

/**
 * @param item - The item of the parcel that ran.
 * @param isFirst - The parcel is the first that could be to blame.
 */
function judge(
  parcel: Parcel,
  item: RunningItem | undefined,
  isFirst: boolean,
  { death, isReady, isStray, running, late, killed }: Circumstances,
  errors: ItemErrors,
): Why {
  const { submission, sent } = parcel;
  const { batch, reported, cancelled } = submission;
  if (!isReady || submission.isOver || cancelled) return {};
  const position = item?.position ?? reported;
  // Also one that dies of something else in its grace.
  const isLate = parcel.late?.has(position) || (isFirst && position === late?.position);
  if (item && isLate) return charge(position - reported, errors.late(batch, position));
  if (batch.call.transfer && sent > 0) {
    return charge(position - reported, errors.crashed(batch, position, item ? death : beforeItBegan(death)));
  }
  if (killed) return {};
  if (item && running.length > 1) return { suspect: position - reported };
  if (item && !isStray) return charge(position - reported, errors.crashed(batch, position, death));
  return isFirst ? { suspicion: errors.crashed(batch, reported, death) } : {};
}

/** What an item that was giving values fails with, if it cannot run again. */
function lost({ submission, given }: Parcel, { death }: Circumstances, errors: ItemErrors): Why {
  const { batch, reported } = submission;
  return given.values > 0 ? { lost: errors.crashed(batch, reported, death) } : {};
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
