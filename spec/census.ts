import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Worker } from 'node:worker_threads';

/** Knows every worker that this process starts, whoever starts it. */
export class Census {
  readonly #threads: Worker[] = [];
  readonly #processes: ChildProcess[] = [];
  readonly #onThread = (message: unknown): void =>
    void this.#threads.push((message as { worker: Worker }).worker);
  readonly #onProcess = (message: unknown): void =>
    void this.#processes.push((message as { process: ChildProcess }).process);

  constructor() {
    subscribe('worker_threads', this.#onThread);
    subscribe('child_process', this.#onProcess);
  }

  stop(): void {
    unsubscribe('worker_threads', this.#onThread);
    unsubscribe('child_process', this.#onProcess);
  }

  /** How many live. */
  get alive(): number {
    return this.#living().length;
  }

  /** Ends one from outside; returns whether there was any. */
  kill(which: number): boolean {
    const living = this.#living();
    living[which % living.length]?.();
    return living.length > 0;
  }

  /** Pauses a process from outside, for some ms; returns whether there was any. */
  pause(which: number, ms: number): boolean {
    const living = this.#livingProcesses();
    const child = living[which % living.length];
    if (!child?.kill('SIGSTOP')) return false;
    setTimeout(() => child.kill('SIGCONT'), ms);
    return true;
  }

  /** What ends each of those that live. */
  #living(): Array<() => unknown> {
    return [
      ...this.#threads.filter(({ threadId }) => threadId !== -1).map((thread) => () => thread.terminate()),
      ...this.#livingProcesses().map((child) => () => child.kill('SIGKILL')),
    ];
  }

  #livingProcesses(): ChildProcess[] {
    return this.#processes.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  }
}

/** How many things of each kind keep this process busy or could, and how many listeners it has. */
export function footprint(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
  // Timers come and go with the specs themselves.
  for (const kind of ['Timeout', 'Immediate']) delete counts[kind];
  for (const [name, emitter] of Object.entries({ process, stdout: process.stdout, stderr: process.stderr })) {
    for (const event of emitter.eventNames()) {
      counts[`${name} ${String(event)}`] = emitter.listenerCount(event);
    }
  }
  return counts;
}

/** What there is more of than there was; empty when everything is let go of. */
export function grownSince(before: Readonly<Record<string, number>>): string[] {
  return Object.entries(footprint())
    .filter(([kind, count]) => count > (before[kind] ?? 0))
    .map(([kind, count]) => `${kind}: ${before[kind] ?? 0} -> ${count}`);
}
