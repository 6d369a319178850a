import type { ItemInsight } from './item-insight.js';

/** Items that are kept. More would hardly be read, fewer hide whether one is an exception. */
const KEPT = 10;

/** The items that took longest. */
export class SlowestItems {
  /** The longest first. */
  readonly items: ItemInsight[] = [];

  /** @param describe - Called if the item is one of them. */
  note(duration: number, describe: () => ItemInsight): void {
    const { items } = this;
    if (items.length === KEPT && duration <= (items[KEPT - 1]?.duration ?? 0)) return;
    const at = items.findIndex((item) => item.duration < duration);
    items.splice(at < 0 ? items.length : at, 0, describe());
    items.length = Math.min(items.length, KEPT);
  }
}
