import type { ItemPlan } from './scenario.js';

/** An item on its way: which one of which call, and what it does. */
export interface Item {
  readonly call: number;
  readonly index: number;
  readonly plan: ItemPlan;
}

/** Records what the virtual workers have done, whatever the pool reports. */
export class WorkersRecord {
  /** Counts the starts of each attempt, by `call.index.attempt`. */
  readonly begun = new Map<string, number>();
  /** Attempts of which the pool has told its caller, so that they must not begin again. */
  readonly reported = new Set<string>();
  /** Counts the workers that died while they ran an item, by `call.index`. */
  readonly deaths = new Map<string, number>();
  /** Counts the workers that died while they ran nothing. */
  idleDeaths = 0;
  /** Lists violations of the rules. */
  readonly faults: string[] = [];

  begin({ call, index }: Item, attempt: number): void {
    const run = `${call}.${index}.${attempt}`;
    this.begun.set(run, (this.begun.get(run) ?? 0) + 1);
    if (this.reported.has(run)) this.faults.push(`${run} began once more after it was reported`);
  }

  death(running: readonly Item[]): void {
    if (running.length === 0) this.idleDeaths++;
    for (const item of running) {
      const name = `${item.call}.${item.index}`;
      this.deaths.set(name, (this.deaths.get(name) ?? 0) + 1);
    }
  }
}
