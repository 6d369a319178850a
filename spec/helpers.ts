import { mkdtempSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Observable } from 'rxjs';
import { afterEach } from 'vitest';
import type { Traced } from './fixtures/tasks.js';

// For what hangs, not for what is slow: the machine may be busy with something else.
const DEADLINE = 30_000;

/** Rejects if the promise has not settled after `ms`: a hang becomes a failure with a name. */
export async function within<T>(promise: PromiseLike<T>, ms = DEADLINE, what = 'the promise'): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} has not settled within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What the promise rejects with; fails if it resolves. */
export async function rejection(promise: PromiseLike<unknown>, ms = DEADLINE): Promise<unknown> {
  const outcome = await within(
    promise.then(
      (value) => ({ value }),
      (reason: unknown) => ({ reason }),
    ),
    ms,
  );
  if ('reason' in outcome) return outcome.reason;
  throw new Error(`The promise was expected to reject, but resolved to ${String(outcome.value)}`);
}

/** The `PoolWarning`s of the program while some work is done. */
export async function warningsDuring(work: () => Promise<unknown>): Promise<string[]> {
  const warnings: string[] = [];
  const hear = ({ name, message }: Error): void => {
    if (name === 'PoolWarning') warnings.push(message);
  };
  process.on('warning', hear);
  try {
    await work();
    // Node emits a warning in the next turn.
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.off('warning', hear);
  }
  return warnings;
}

/** Everything that an Observable said. */
export interface Record<T> {
  readonly values: T[];
  readonly ending: 'complete' | 'error';
  readonly error?: unknown;
}

/** Subscribes, and waits for the end. */
export function record<T>(source: Observable<T>, ms = DEADLINE): Promise<Record<T>> {
  const values: T[] = [];
  return within(
    new Promise((resolve) => {
      source.subscribe({
        next: (value) => values.push(value),
        error: (error: unknown) => resolve({ values, ending: 'error', error }),
        complete: () => resolve({ values, ending: 'complete' }),
      });
    }),
    ms,
    'the Observable',
  );
}

/** All values of an Observable that completes. */
export async function collect<T>(source: Observable<T>, ms = DEADLINE): Promise<T[]> {
  const { values, ending, error } = await record(source, ms);
  if (ending === 'error') throw error;
  return values;
}

/** All values of an iteration. */
export function drain<T>(source: AsyncIterable<T>, ms = DEADLINE): Promise<T[]> {
  const read = async (): Promise<T[]> => {
    const values: T[] = [];
    for await (const value of source) values.push(value);
    return values;
  };
  return within(read(), ms, 'the iteration');
}

/** The numbers from 0 to `length - 1`. */
export function upTo(length: number): number[] {
  return Array.from({ length }, (_, at) => at);
}

/** Waits until everything that is ready to happen in this thread has happened. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Lets this thread come to rest as often as a worker's answers might need. */
export async function turns(count: number): Promise<void> {
  for (let at = 0; at < count; at++) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** A source of numbers that counts what is done to it. */
export interface CountedSource extends Iterable<number> {
  readonly counts: { opened: number; pulled: number; closed: number };
}

/** Counts from 0, for ever or up to `end`. */
export function counted(end = Infinity, onPull: (pulled: number) => void = () => undefined): CountedSource {
  const counts = { opened: 0, pulled: 0, closed: 0 };
  return {
    counts,
    [Symbol.iterator]() {
      counts.opened++;
      let next = 0;
      return {
        next(): IteratorResult<number, undefined> {
          if (next >= end) return { done: true, value: undefined };
          counts.pulled++;
          onPull(counts.pulled);
          return { done: false, value: next++ };
        },
        return(): IteratorResult<number, undefined> {
          counts.closed++;
          return { done: true, value: undefined };
        },
      };
    },
  };
}

/** The same as an async iterable. */
export function countedAsync(
  end = Infinity,
  onPull: (pulled: number) => void = () => undefined,
): AsyncIterable<number> & Pick<CountedSource, 'counts'> {
  const { counts, ...inner } = counted(end, onPull);
  return {
    counts,
    [Symbol.asyncIterator]() {
      const iterator = inner[Symbol.iterator]();
      return {
        next: () => Promise.resolve(iterator.next()),
        return: () => Promise.resolve(iterator.return?.() ?? { done: true, value: undefined }),
      };
    },
  };
}

/** A directory in which functions in workers leave traces, whatever kind of worker it is, and wait at a gate. */
export class Probe {
  readonly dir = mkdtempSync(join(tmpdir(), 'rxjs-pool-spec-'));
  readonly log = join(this.dir, 'log');
  readonly gate = join(this.dir, 'gate');

  constructor() {
    writeFileSync(this.log, '');
  }

  /** An item for the tasks in `fixtures/tasks.js` that leave traces. */
  item(value: number): Traced {
    return { log: this.log, gate: this.gate, value };
  }

  items(length: number): Traced[] {
    return upTo(length).map((value) => this.item(value));
  }

  /** Lets the tasks that wait at the gate go on. */
  open(): void {
    writeFileSync(this.gate, '');
  }

  lines(): string[] {
    return readFileSync(this.log, 'utf8').split('\n').slice(0, -1);
  }

  /** Waits until the traces are as they should be. */
  async until(isEnough: (lines: string[]) => boolean, ms = DEADLINE): Promise<string[]> {
    const watcher = watch(this.dir);
    try {
      const enough = new Promise<string[]>((resolve) => {
        const look = (): void => {
          const lines = this.lines();
          if (isEnough(lines)) resolve(lines);
        };
        watcher.on('change', look);
        look();
      });
      return await within(enough, ms, `a trace (there are: ${this.lines().join(', ')})`);
    } finally {
      watcher.close();
    }
  }

  /** Workers may still write: they find no directory any more, where a mere `rm` could meet a file made anew. */
  remove(): void {
    const gone = `${this.dir}-gone`;
    renameSync(this.dir, gone);
    rmSync(gone, { recursive: true });
  }
}

/** Makes probes that are removed after each test of the file. */
export function probes(): () => Probe {
  const made: Probe[] = [];
  afterEach(() => {
    for (const probe of made.splice(0)) probe.remove();
  });
  return () => {
    const probe = new Probe();
    made.push(probe);
    return probe;
  };
}
