import type { AnyFunction } from '../function/any-function.js';
import type { ChunkMessage } from '../wire/messages.js';
import { packError } from '../wire/pack-error.js';
import { setCurrentTask } from './current-task.js';
import { explainMissingName } from './explain-missing-name.js';
import { takeMoved } from './move.js';
import { ResultBatch } from './result-batch.js';
import { RunningTask } from './running-task.js';
import type { WorkerPort } from './worker-port.js';

/**
 * Results wait for others at most this long, in ms of work, to be sent with them. Longer costs fewer messages,
 * shorter keeps fewer results from those who wait, and loses fewer when the worker dies: they are run again.
 */
const SEND_AFTER = 1;

/** What runs in a chunk besides the items. */
export interface ChunkRun {
  readonly port: WorkerPort;
  readonly workerId: number;
  /** The item that runs. */
  task: RunningTask | undefined;
  /** Sends what is done, because the worker is about to die. */
  rescue: () => void;
  /** Items run so far, in all chunks. */
  ran: number;
}

/** Runs the items of a chunk one after another, each with an outcome of its own. */
export async function runChunk(chunk: ChunkMessage, fn: AnyFunction, run: ChunkRun): Promise<void> {
  const { port } = run;
  const { seq, items, timed } = chunk;
  const results = new ResultBatch(port, seq);
  run.rescue = () => results.send();
  takeMoved();
  let breath = performance.now();
  for (let position = 0; position < items.length; position++) {
    if (!port.begin(seq, position, timed)) {
      results.send();
      port.post({ type: 'stopped', seq });
      return;
    }
    // Only a promise is awaited: an await for each item would cost more than many functions do.
    const pending = runItem(chunk, position, fn, run, results);
    if (pending) await pending;
    port.rest();
    run.ran++;
    const now = performance.now();
    if (now - results.since >= SEND_AFTER) results.send();
    if (now - breath >= port.breatheAfter) {
      await port.breathe();
      breath = performance.now();
    }
  }
  results.send();
}

function runItem(
  chunk: ChunkMessage,
  position: number,
  fn: AnyFunction,
  run: ChunkRun,
  results: ResultBatch,
): Promise<void> | undefined {
  const item = chunk.items[position];
  const index = chunk.first + position;
  run.task = new RunningTask(chunk, index, run.workerId, run.port);
  setCurrentTask(run.task);
  try {
    const call = fn as (...args: unknown[]) => unknown;
    const value = chunk.spread ? call(...(item as unknown[])) : call(item, index);
    if (isPromiseLike(value)) return settle(value, run, results);
    results.add(value, takeMoved());
  } catch (error) {
    addError(error, run, results);
  }
  setCurrentTask(undefined);
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
  setCurrentTask(undefined);
}

function addError(thrown: unknown, { port }: ChunkRun, results: ResultBatch): void {
  takeMoved();
  const error = packError(explainMissingName(thrown), (value) => port.isCloneable(value));
  results.addFailure({ type: 'thrown', error });
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}
