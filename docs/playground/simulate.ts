import { Observable, VirtualAction, VirtualTimeScheduler, type OperatorFunction } from 'rxjs';
import { currentTask, getTaskInfo, Pool, poolFrom, poolImap, poolImapUnordered, poolMap } from 'rxjs-pool';
import { virtualExecutor, type VirtualExecutor } from 'rxjs-pool/testing';
import type { Settings } from './settings.js';
import type { Emission, Run, SentChunk, Trace } from './trace.js';

/** What `fn` returns, or what `settle` tells of it. */
type Value = number | { readonly status: string; readonly index: number };

/** Runs the engine with these settings, in virtual time. Items are their own positions. */
export function simulate(settings: Settings): Trace {
  const { workers, items } = settings;
  const scheduler = new VirtualTimeScheduler(VirtualAction, Infinity);
  const executor = virtualExecutor(scheduler, {
    processes: workers,
    duration: (index: number) => items[index]?.ms ?? 0,
    crashes: (index: number, { attempt }) => attempt === 0 && items[index]?.ending === 'crashes',
  });
  const chunks = noteChunks(executor);
  const taken: { at: number; index: number }[] = [];
  let sourceEnd: number | undefined;
  const emissions: Emission[] = [];
  let end: Trace['end'] = { at: 0, failed: undefined };

  const fn = (index: number): number => {
    const isFirst = currentTask()?.attempt === 0;
    if (isFirst && items[index]?.ending === 'throws') throw new Error('it throws');
    return index;
  };
  const source = settings.source === 'push' ? pushed() : poolFrom(read());
  source.pipe(operator(settings, fn, new Pool({ executor }))).subscribe({
    next: (emitted) => void emissions.push(emission(emitted)),
    error: (reason) => {
      end = { at: scheduler.now(), failed: getTaskInfo(reason)?.index };
    },
    complete: () => {
      end = { at: scheduler.now(), failed: undefined };
    },
  });
  scheduler.flush();
  return { taken, sourceEnd, chunks, runs: executor.runs.map(toRun), emissions, end };

  function pushed(): Observable<number> {
    return new Observable((subscriber) => {
      for (const index of items.keys()) {
        const action = scheduler.schedule(() => {
          taken.push({ at: scheduler.now(), index });
          subscriber.next(index);
          if (index < items.length - 1) return;
          sourceEnd = scheduler.now();
          subscriber.complete();
        }, index * settings.every);
        subscriber.add(action);
      }
    });
  }

  function* read(): Iterable<number> {
    for (const index of items.keys()) {
      taken.push({ at: scheduler.now(), index });
      yield index;
    }
    sourceEnd = scheduler.now();
  }

  function emission(emitted: Value | readonly Value[]): Emission {
    const isArray = Array.isArray(emitted);
    const values = (isArray ? emitted : [emitted]) as readonly Value[];
    return { at: scheduler.now(), isArray, items: values.map(toResult) };
  }

  function toRun({ index, attempt, workerId, from, to, ending }: VirtualExecutor['runs'][number]): Run {
    const chunk = chunks.findLastIndex(
      (sent) =>
        sent.attempt === attempt && sent.at <= from && index >= sent.first && index < sent.first + sent.count,
    );
    return { index, attempt, workerId, from, to, ending, chunk };
  }
}

function operator(
  { operator: name, chunksize, buffersize, settle, retries }: Settings,
  fn: (index: number) => number,
  pool: Pool,
): OperatorFunction<number, Value | Value[]> {
  const options = { chunksize, settle, retries, pool, buffersize: Math.max(buffersize, chunksize) };
  switch (name) {
    case 'poolMap':
      return poolMap(fn, options);
    case 'poolImap':
      return poolImap(fn, options);
    case 'poolImapUnordered':
      return poolImapUnordered(fn, options);
  }
}

function toResult(value: Value): Emission['items'][number] {
  return typeof value === 'number'
    ? { index: value, isRejected: false }
    : { index: value.index, isRejected: value.status === 'rejected' };
}

/** Has an executor note what is sent to its workers. */
function noteChunks(executor: VirtualExecutor): readonly SentChunk[] {
  const chunks: SentChunk[] = [];
  const submit = executor.submit.bind(executor);
  executor.submit = (chunk, settle) => {
    const { first, attempt, items } = chunk;
    chunks.push({ at: executor.clock.now(), first, count: items.length, attempt });
    return submit(chunk, settle);
  };
  return chunks;
}
