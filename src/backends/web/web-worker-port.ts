import { OwnSet } from '../../intrinsics.js';
import type { FromWebWorker } from './handshake.js';
import { SharedLedger } from '../../wire/shared-ledger.js';
import type { KnownClass } from '../../values/class-table.js';
import type { WorkerPort } from '../../worker/worker-port.js';
import { breathe } from './breathe.js';
import { loadFunction } from './load-function.js';
import { webChannel } from './web-channel.js';
import { wallTime } from './wall-time.js';
import type { WebPort } from './web-port.js';

/** The far end of a worker's channel in a browser. */
export interface WebWorkerPort extends WorkerPort {
  post(message: FromWebWorker, transfer?: readonly object[]): void;
  /** The near side takes no more of batch `seq`. */
  cancel(seq: number): void;
  /** What was traced last: browsers do not tell whose code it is that throws or closes, so it counts as that. */
  readonly owner: object | undefined;
  /** Says a last word; after it, what the worker was at stays as it was, although its script runs on for a while. */
  seal(lastWord: FromWebWorker): void;
}

/**
 * @param memory - Undefined where memory cannot be shared: there messages say what would stand in it.
 * @param classes - Those that the worker exposes.
 */
export function webWorkerPort(
  port: WebPort,
  memory: SharedArrayBuffer | undefined,
  classes: readonly KnownClass[],
  exit: () => void,
): WebWorkerPort {
  const ledger = memory && new SharedLedger(memory);
  const cancelled = new OwnSet<number>();
  let isSealed = false;
  let owner: object | undefined;
  const post = (message: FromWebWorker, transfer: readonly object[] = []): void => {
    if (!isSealed) port.postMessage(message, transfer);
  };
  const rest = (seq: number): void => {
    if (!isSealed) ledger?.rest(seq);
  };
  return {
    post,
    begin(seq, position, timed, spent = 0) {
      if (isSealed) return 'stop';
      if (ledger) return ledger.begin(seq, position, timed ? wallTime() - spent : 0);
      if (cancelled.has(seq)) return 'stop';
      post({ type: 'began', seq, position, since: wallTime() - spent });
      return 'hurry';
    },
    now: wallTime,
    ownTime: performance.now.bind(performance),
    pause(seq) {
      if (ledger) rest(seq);
      else post({ type: 'paused', seq });
    },
    rest,
    get owner() {
      return owner;
    },
    trace(begun, call) {
      owner = begun;
      return call();
    },
    isCancelled: (seq) => cancelled.has(seq) || (ledger?.isCancelled(seq) ?? false),
    isLate: (seq, position) => ledger?.isLate(seq, position) ?? false,
    ...webChannel,
    load: loadFunction,
    async loadClasses({ length }) {
      if (length === classes.length) return classes;
      throw new TypeError(
        `Cannot start a worker: option classes of the pool has ${length} and exposeTasks() of the worker ${classes.length}; both take the same list`,
      );
    },
    forget: () => undefined,
    // Where only a message can stop a batch, it has to be let in.
    breatheAfter: ledger ? 10 : 0,
    breathe,
    exit,
    cancel: (seq) => void cancelled.add(seq),
    seal(lastWord) {
      post(lastWord);
      isSealed = true;
    },
  };
}
