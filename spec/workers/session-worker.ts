import type { Greeting, ToWorker } from '../../dist/wire/messages.js';
import { Session } from '../../dist/worker/session.js';
import type { WorkerPort } from '../../dist/worker/worker-port.js';
import type { Item, WorkersRecord } from './record.js';
import type { FarChannel } from './virtual-crew.js';
import type { WorkerTime } from './virtual-time.js';

/** A worker that is the package's own session, on a port in virtual time. Its functions wait for their results. */
export class SessionWorker {
  readonly #time: WorkerTime;
  readonly #channel: FarChannel;
  readonly #record: WorkersRecord;
  readonly #cancelled = new Set<number>();
  readonly #stopped = new Set<number>();
  readonly #session: Session;
  readonly #running = new Set<Item>();
  #attempt = 0;
  /** Whose call was traced last. */
  #owner: object | undefined;
  #isAlive = true;

  constructor(
    time: WorkerTime,
    channel: FarChannel,
    record: WorkersRecord,
    imports: readonly number[],
    greeting: Greeting,
  ) {
    this.#time = time;
    this.#channel = channel;
    this.#record = record;
    this.#session = new Session(this.#port(imports), greeting);
    void this.#session.start();
  }

  die(): void {
    this.#isAlive = false;
    this.#record.death([...this.#running]);
  }

  receive(message: ToWorker): void {
    if (message.type === 'cancel') this.#cancelled.add(message.seq);
    if (message.type === 'stop') this.#stopped.add(message.seq);
    if (message.type === 'batch') this.#attempts.set(message.seq, message.attempt);
    if (message.type === 'gathered') {
      for (const { seq, attempt } of message.batches) this.#attempts.set(seq, attempt);
    }
    this.#session.receive(message);
  }

  readonly #attempts = new Map<number, number>();

  /** The function of every call. */
  readonly #run = async (item: Item): Promise<number> => {
    const { plan, index } = item;
    const owner = this.#owner;
    this.#record.begin(item, this.#attempt);
    this.#running.add(item);
    if (plan.fate === 'never ends') await new Promise(() => undefined);
    await this.#time.wait(plan.duration);
    if (this.#isAlive && plan.fate === 'crashes') this.#leave(3, owner);
    // Of a dead worker, nothing more is heard.
    if (!this.#isAlive) await new Promise(() => undefined);
    this.#running.delete(item);
    if (plan.fate === 'leaves an error behind') {
      this.#time.clock.after(1, () => {
        if (!this.#isAlive) return;
        this.#session.confess('left behind', undefined);
        this.#leave(1);
      });
    }
    if (plan.fate === 'throws') throw `thrown by ${index}`;
    return index;
  };

  #leave(exitCode: number, owner?: object): void {
    this.#session.leave(owner);
    this.#channel.die(exitCode);
  }

  #port(imports: readonly number[]): WorkerPort {
    const { ledger } = this.#channel;
    const now = (): number => this.#time.now;
    return {
      post: (message) => {
        if (this.#isAlive) this.#channel.post(message);
      },
      begin: (seq, position) => {
        this.#attempt = this.#attempts.get(seq) ?? 0;
        if (!this.#isAlive) return 'stop';
        if (ledger) return ledger.begin(seq, position, now());
        if (this.#cancelled.has(seq) || this.#stopped.has(seq)) return 'stop';
        this.#channel.post({ type: 'began', seq, position, since: now() });
        return 'hurry';
      },
      now,
      ownTime: now,
      rest: (seq) => ledger?.rest(seq),
      pause: (seq) => ledger?.rest(seq),
      trace: (owner, call) => {
        this.#owner = owner;
        return call();
      },
      isCancelled: (seq) => this.#cancelled.has(seq) || (ledger?.isCancelled(seq) ?? false),
      isLate: (seq, position) => ledger?.isLate(seq, position) ?? false,
      clone: (value) => value,
      loadClasses: async () => [],
      isProxy: () => false,
      load: async (shipment) => {
        await this.#time.wait(imports[Number((shipment as { name?: string }).name)] ?? 0);
        return this.#run;
      },
      forget: () => undefined,
      breatheAfter: ledger ? 10 : 0,
      breathe: () => this.#time.wait(0),
      exit: () => this.#leave(0),
    };
  }
}
