import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll } from 'vitest';

const DEADLINE = 30_000;
const BETWEEN_LOOKS = 5;
// An idle pool lets go of its workers after 20 ms.
const IDLE_AFTER = 30;

// Only for what this spec file and its workers write.
const temporary = mkdtempSync(join(tmpdir(), 'rxjs-pool-faults-'));
process.env['TMPDIR'] = temporary;
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

/** Everything in this process that a pool may leave behind: how many there are of each kind. */
export type Remains = ReadonlyMap<string, number>;

/** Looks at what is there now. */
export function remains(): Remains {
  return count([...kept(), ...handles()]);
}

/** What keeps the process alive, who listens to it, and what is on the disk. */
function kept(): string[] {
  const emitters = { process, stdout: process.stdout, stderr: process.stderr };
  return [
    ...process.getActiveResourcesInfo().map((type) => `resource ${type}`),
    ...Object.entries(emitters).flatMap(([name, emitter]) => listenersOf(name, emitter)),
    ...readdirSync(temporary).map((file) => `file ${file}`),
  ];
}

/** Workers and handles, also those that do not keep the process alive: such as child processes. */
function handles(): string[] {
  const { workers, libuv } = process.report.getReport() as unknown as Report;
  // V8 has timers of its own, for what it wants to do when it has been idle for some seconds.
  const types = libuv.map(({ type }) => type).filter((type) => type !== 'timer');
  return [...workers.map(() => 'worker'), ...types.map((type) => `handle ${type}`)];
}

interface Report {
  readonly workers: readonly unknown[];
  readonly libuv: ReadonlyArray<{ readonly type: string }>;
}

/** What is there once nothing changes any more. */
export async function atRest(): Promise<Remains> {
  let last: Remains | undefined;
  await until(() => {
    const before = last;
    last = remains();
    return before !== undefined && isDeepStrictEqual(last, before);
  }, IDLE_AFTER);
  return remains();
}

/** Waits until there is no more than there was before. */
export async function assertNoMore(before: Remains): Promise<void> {
  let found: string[] = [];
  await until(() => {
    // A report takes some ms: it is not asked for as long as there is more without it.
    found = excess(count(kept()), before);
    if (found.length === 0) found = excess(remains(), before);
    return found.length === 0;
  }, BETWEEN_LOOKS);
  assert.deepEqual(found, []);
}

async function until(isEnough: () => boolean, every: number): Promise<void> {
  const start = performance.now();
  do await new Promise((resolve) => setTimeout(resolve, every));
  while (!isEnough() && performance.now() - start < DEADLINE);
}

/** What there is more of than before. */
function excess(now: Remains, before: Remains): string[] {
  return [...now]
    .filter(([kind, found]) => found > (before.get(kind) ?? 0))
    .map(([kind, found]) => `${kind}: ${found} instead of ${before.get(kind) ?? 0}`);
}

function listenersOf(name: string, emitter: NodeJS.EventEmitter): string[] {
  return emitter
    .eventNames()
    .flatMap((event) => emitter.listeners(event).map(() => `listener ${name} ${String(event)}`));
}

function count(names: readonly string[]): Remains {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
