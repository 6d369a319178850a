import type { AnyFunction } from '../function/any-function.js';
import type { ChunkMessage } from '../wire/messages.js';
import { packError } from '../wire/pack-error.js';
import { unpack } from '../wire/pack.js';
import { setCurrentTask } from './current-task.js';
import { explainMissingName } from './explain-missing-name.js';
import { takeMoved } from './move.js';
import type { Pace } from './pace.js';
import { ResultBatch } from './result-batch.js';
import { RunningChunk } from './running-chunk.js';
import { Stopwatch } from './stopwatch.js';
import type { WorkerPort } from './worker-port.js';

/**
 * Results wait for others at most this long, in ms of work, to be sent with them. Longer costs fewer messages,
 * shorter keeps fewer results from those who wait, and loses fewer when the worker dies: they are run again. A bit
 * more than a message is made for lets one that takes longer than was expected come back in one piece.
 */
const SEND_AFTER = 1.25;

/** What runs in a chunk besides the items. */
export interface ChunkRun {
  readonly port: WorkerPort;
  readonly workerId: number;
  /** The chunk that runs. */
  running: RunningChunk | undefined;
  /** Sends what is done, because the worker is about to die. */
  rescue: () => void;
  /** Items run so far, in all chunks. */
  ran: number;
  readonly pace: Pace;
  /** Made when somebody looks on. */
  stopwatch: Stopwatch | undefined;
}

/** Runs the items of a chunk one after another, each with an outcome of its own. */
export async function runChunk(chunk: ChunkMessage, given: AnyFunction, run: ChunkRun): Promise<void> {
  const { port, pace } = run;
  const { seq, first, timed, spread } = chunk;
  // All that is different when somebody looks on: so nothing is asked for each item when nobody does.
  const stopwatch = chunk.measured ? (run.stopwatch ??= new Stopwatch(() => port.now())) : undefined;
  const fn = stopwatch ? stopwatch.around(given) : given;
  const items = stopwatch ? stopwatch.aside(() => unpack(chunk.items)) : unpack(chunk.items);
  const results = new ResultBatch(port, seq, stopwatch);
  const running = new RunningChunk(chunk, run.workerId, port);
  const rest = (): void => {
    port.rest();
    running.rest();
  };
  run.running = running;
  run.rescue = () => results.send();
  setCurrentTask(running);
  takeMoved();
  let breath = pace.restart();
  // To trace an item costs more than many functions do: it pays only for those that are not over at once.
  let isTraced = true;
  for (let position = 0; position < items.length; position++) {
    const go = port.begin(seq, position, timed);
    if (go === 'stop') {
      rest();
      setCurrentTask(undefined);
      results.send();
      port.post({ type: 'stopped', seq });
      return;
    }
    const index = first + position;
    running.begin(index);
    const item = items[position];
    const pending: Promise<void> | undefined =
      isTraced && running.task
        ? port.trace(running.task, () => runItem(fn, item, index, spread, run, results))
        : runItem(fn, item, index, spread, run, results);
    // Only a promise is awaited: an await for each item would cost more than many functions do.
    if (pending) {
      running.isWaiting = true;
      await pending;
      running.isWaiting = false;
    }
    isTraced = pending !== undefined;
    run.ran++;
    if (!pace.isTime(go === 'hurry' || isTraced)) continue;
    const now = pace.look();
    const isDue = now - results.since >= SEND_AFTER;
    const isBreathless = now - breath >= port.breatheAfter;
    // Between items that follow at once, nothing happens that could be blamed on the one before.
    if (isDue || isBreathless) rest();
    if (isDue) results.send();
    if (isBreathless) {
      await port.breathe();
      breath = pace.restart();
    }
  }
  rest();
  setCurrentTask(undefined);
  results.send();
}

function runItem(
  fn: AnyFunction,
  item: unknown,
  index: number,
  spread: boolean,
  run: ChunkRun,
  results: ResultBatch,
): Promise<void> | undefined {
  try {
    const call = fn as (...args: unknown[]) => unknown;
    const value = spread ? call(...(item as unknown[])) : call(item, index);
    if (isPromiseLike(value)) return settle(value, run, results);
    results.add(value, takeMoved());
  } catch (error) {
    addError(error, run, results);
  }
  return undefined;
}

async function settle(value: PromiseLike<unknown>, run: ChunkRun, results: ResultBatch): Promise<void> {
  // What is done already must not wait for a function that waits itself.
  results.send();
  try {
    results.add(await value, takeMoved());
  } catch (error) {
    addError(error, run, results);
  }
}

function addError(thrown: unknown, { port }: ChunkRun, results: ResultBatch): void {
  takeMoved();
  const error = packError(explainMissingName(thrown), (value) => port.isCloneable(value));
  results.addFailure({ type: 'thrown', error });
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}
