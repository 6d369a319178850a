import type { BatchMessage, Failure, ResultPart, ToWorker } from '../../dist/wire/messages.js';
import { NO_CLASSES } from '../../dist/values/class-table.js';
import { unpack } from '../../dist/values/pack.js';
import type { Item, WorkersRecord } from './record.js';
import type { FarChannel } from './virtual-crew.js';
import type { WorkerTime } from './virtual-time.js';

// As the package's own workers do.
const SEND_AFTER = 1.25;
const BREATHE_AFTER = 10;

/**
 * A worker whose functions never give way: while it runs items or imports a module it hears no message, and it keeps
 * results for the next ones. It speaks the protocol of `src/wire/messages.ts` in its own few words.
 */
export class BusyWorker {
  readonly #time: WorkerTime;
  readonly #channel: FarChannel;
  readonly #record: WorkersRecord;
  readonly #imports: readonly number[];
  readonly #inbox: ToWorker[] = [];
  /** Batches that came in one message: results of each wait for the next. */
  readonly #groups: BatchMessage[][] = [];
  readonly #loaded = new Set<number>();
  readonly #toLoad = new Map<number, number>();
  readonly #cancelled = new Set<number>();
  #parts: ResultPart[] = [];
  #since = 0;
  #breath = 0;
  #running: Item | undefined;
  #isBusy = false;
  #isEnding = false;
  #isAlive = true;
  /** Number of items after which it looks at the clock. */
  #patience = 1;

  constructor(time: WorkerTime, channel: FarChannel, record: WorkersRecord, imports: readonly number[]) {
    this.#time = time;
    this.#channel = channel;
    this.#record = record;
    this.#imports = imports;
    channel.post({ type: 'ready', disposes: false });
  }

  die(): void {
    this.#isAlive = false;
    this.#record.death(this.#running ? [this.#running] : []);
  }

  receive(message: ToWorker): void {
    this.#inbox.push(message);
    if (!this.#isBusy) this.#listen();
  }

  #after(ms: number, callback: () => void): void {
    this.#isBusy = true;
    this.#time.clock.after(ms, () => {
      if (this.#isAlive) callback();
    });
  }

  /** Takes in what has come, then works. */
  #listen(): void {
    this.#isBusy = false;
    for (const message of this.#inbox.splice(0)) {
      if (message.type === 'define') {
        const { shipment } = message;
        this.#toLoad.set(shipment.id, this.#imports[Number((shipment as { name?: string }).name)] ?? 0);
      } else if (message.type === 'batch') this.#groups.push([message]);
      else if (message.type === 'gathered') this.#groups.push([...message.batches]);
      else if (message.type === 'cancel' || message.type === 'stop') this.#cancelled.add(message.seq);
      else if (message.type === 'end') this.#isEnding = true;
    }
    this.#breath = this.#time.now;
    this.#next();
  }

  #next(): void {
    if (this.#groups[0]?.length === 0) {
      this.#groups.shift();
      this.#send();
    }
    const batch = this.#groups[0]?.shift();
    if (batch) this.#load(batch);
    else {
      this.#send();
      if (this.#isEnding) this.#channel.die(0);
      else if (this.#inbox.length > 0) this.#listen();
      else this.#isBusy = false;
    }
  }

  #load(batch: BatchMessage): void {
    if (this.#loaded.has(batch.fn)) {
      this.#run(batch, 0, 0);
      return;
    }
    this.#send();
    this.#after(this.#toLoad.get(batch.fn) ?? 0, () => {
      this.#loaded.add(batch.fn);
      this.#run(batch, 0, 0);
    });
  }

  #run(batch: BatchMessage, position: number, unsent: number): void {
    const { seq, items } = batch;
    const { values: all } = unpack(items, NO_CLASSES);
    if (position === all.length) {
      this.#channel.ledger?.rest(seq);
      this.#next();
      return;
    }
    const go = this.#begin(seq, position);
    if (go === 'stop') {
      this.#channel.ledger?.rest(seq);
      this.#send();
      this.#channel.post({ type: 'stopped', seq });
      this.#next();
      return;
    }
    const item = all[position] as Item;
    this.#running = item;
    this.#record.begin(item, batch.attempt);
    const { fate, duration } = item.plan;
    if (fate === 'never ends') {
      this.#isBusy = true;
      return;
    }
    const begun = this.#time.now;
    this.#after(duration, () => {
      if (fate === 'crashes') {
        this.#channel.die(3);
        return;
      }
      this.#running = undefined;
      this.#add(seq, item, this.#time.now - begun);
      const isTime = go === 'hurry' || unsent + 1 >= this.#patience;
      if (isTime) this.#patience = duration > 0.05 ? 1 : this.#patience * 2;
      if (isTime && this.#time.now - this.#since >= SEND_AFTER) this.#send();
      if (fate === 'leaves an error behind') {
        this.#time.clock.after(1, () => this.#dieOfLeftovers());
      }
      if (isTime && this.#time.now - this.#breath >= (this.#channel.ledger ? BREATHE_AFTER : 0)) {
        this.#channel.ledger?.rest(seq);
        this.#breathe(batch, position + 1);
      } else this.#run(batch, position + 1, isTime ? 0 : unsent + 1);
    });
  }

  /** Hears messages between two items. */
  #breathe(batch: BatchMessage, position: number): void {
    const messages = this.#inbox.splice(0);
    for (const message of messages) {
      if (message.type === 'cancel' || message.type === 'stop') this.#cancelled.add(message.seq);
      else this.#inbox.push(message);
    }
    this.#after(0, () => {
      this.#breath = this.#time.now;
      this.#run(batch, position, 0);
    });
  }

  /** An error that an item has left behind ends the worker, if it gives way to it. */
  #dieOfLeftovers(): void {
    if (!this.#isAlive) return;
    if (this.#running) {
      this.#time.clock.after(1, () => this.#dieOfLeftovers());
      return;
    }
    this.#channel.post({
      type: 'dying',
      isStray: true,
      thrown: { value: 'left behind', kinds: undefined },
    });
    this.#channel.die(1);
  }

  #begin(seq: number, position: number): 'run' | 'hurry' | 'stop' {
    const { ledger } = this.#channel;
    if (ledger) return ledger.begin(seq, position, this.#time.now);
    if (this.#cancelled.has(seq)) return 'stop';
    this.#channel.post({ type: 'began', seq, position, since: this.#time.now });
    return 'hurry';
  }

  #add(seq: number, { plan, index }: Item, elapsed: number): void {
    if (this.#parts.length === 0) this.#since = this.#time.now - elapsed;
    const thrown = { value: `thrown by ${index}`, kinds: undefined };
    const failure: Failure = { type: 'thrown', thrown };
    this.#parts.push({
      seq,
      values: [index],
      ends: undefined,
      bytes: 9,
      failures: plan.fate === 'throws' ? [[0, failure]] : undefined,
      elapsed,
      measures: undefined,
    });
  }

  #send(): void {
    const parts = this.#parts;
    this.#parts = [];
    if (parts.length > 0) this.#channel.post({ type: 'results', parts });
  }
}
