import type { ItemPlan } from './scenario.js';

/** An item on its way: which one of which call, and what it does. */
export interface Item {
  readonly call: number;
  readonly index: number;
  readonly plan: ItemPlan;
}

/** What has really happened in the workers, whatever the pool makes of it. */
export class WorkersRecord {
  /** How often each attempt has begun, by `call.index.attempt`. */
  readonly begun = new Map<string, number>();
  /** Attempts of which the pool has told its caller, so that they must not begin again. */
  readonly reported = new Set<string>();
  /** How often a worker died while this item ran in it, by `call.index`. */
  readonly deaths = new Map<string, number>();
  /** How often a worker died between two items, or before its first. */
  idleDeaths = 0;
  /** What must never happen. */
  readonly faults: string[] = [];

  begin({ call, index }: Item, attempt: number): void {
    const run = `${call}.${index}.${attempt}`;
    this.begun.set(run, (this.begun.get(run) ?? 0) + 1);
    if (this.reported.has(run)) this.faults.push(`${run} began once more after it was reported`);
  }

  death(item: Item | undefined): void {
    if (!item) this.idleDeaths++;
    else {
      const name = `${item.call}.${item.index}`;
      this.deaths.set(name, (this.deaths.get(name) ?? 0) + 1);
    }
  }
}
