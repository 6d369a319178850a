import type { Unrun } from '../executor/report.js';
import type { Death } from './crew.js';
import type { ItemErrors } from './item-errors.js';
import type { Running } from './link.js';
import type { Parcel } from './parcel.js';

/** How it was when a worker died. */
export interface Circumstances {
  readonly death: Death;
  /** It had been ready for work. */
  readonly isReady: boolean;
  /** What it died of was left behind by an earlier item, or nobody knows by whom. */
  readonly isStray: boolean;
  /** What it was running; undefined if it was between two items. */
  readonly running: Running | undefined;
  /** Why this side ended it, if it did: for a `timeout`, or as nobody waited for its work. */
  readonly killed: 'late' | 'unwanted' | undefined;
}

/** What a worker's death means for each of its parcels, and the item that is charged with it. */
export interface Verdict {
  readonly unrun: ReadonlyMap<Parcel, Omit<Unrun, 'type'>>;
  /** Index in its source of the item that is charged; undefined if none is. */
  readonly charged: number | undefined;
}

/**
 * Decides who is blamed for the death of a worker.
 *
 * Nobody is if it had not been ready for work. Otherwise the item that ran is, if any did. If none did, the first one that had not begun is suspected: to take it in may have
 * been too much. All others run again without losing an attempt, but for what has moved to the worker and is gone.
 */
export function blame(
  parcels: readonly Parcel[],
  { death, isReady, isStray, running, killed }: Circumstances,
  errors: ItemErrors,
): Verdict {
  const unrun = new Map<Parcel, Omit<Unrun, 'type'>>();
  let charged: number | undefined;
  const suspect = running
    ? parcels.find(({ seq }) => seq === running.seq)
    : parcels.find(({ submission, sent }) => sent > 0 && !submission.isOver);
  for (const parcel of parcels) {
    const { submission, sent } = parcel;
    const { batch, cancelled } = submission;
    const isLost = batch.call.transfer !== undefined && sent > 0;
    const charge = (position: number, reason: unknown): void => {
      const offset = position - submission.reported;
      unrun.set(parcel, { culprit: { offset, rejection: { reason, retriable: true } } });
      charged ??= batch.first + position;
    };
    if (!isReady || submission.isOver || cancelled || (parcel !== suspect && !isLost)) unrun.set(parcel, {});
    else if (parcel !== suspect) {
      unrun.set(parcel, { culprit: lost(parcel, death, errors) });
    } else if (killed && !(killed === 'late' && running)) unrun.set(parcel, {});
    else if (killed && running) charge(running.position, errors.late(batch, running.position));
    else {
      const position = (isStray ? undefined : running?.position) ?? submission.reported;
      const reason = errors.crashed(batch, position, death);
      if ((running && !isStray) || isLost) charge(position, reason);
      else unrun.set(parcel, { suspicion: reason });
    }
  }
  return { unrun, charged };
}

/** What has moved to a worker that died before it began it cannot be sent again. */
function lost({ submission }: Parcel, death: Death, errors: ItemErrors): NonNullable<Unrun['culprit']> {
  const { batch, reported } = submission;
  const cause = new Error('It had moved to the worker, which died before it began this item', {
    cause: death.cause,
  });
  return {
    offset: 0,
    rejection: { reason: errors.crashed(batch, reported, { ...death, cause }), retriable: true },
  };
}
