import type { ToWorker } from '../../wire/messages.js';
import { readClasses, type AnyClass, type KnownClass } from '../../values/class-table.js';
import { packThrown } from '../../values/thrown.js';
import { Session } from '../../worker/session.js';
import { BEGIN, EXPOSED, type Opening } from './handshake.js';
import { lifeLock } from './life-lock.js';
import type { WebPort } from './web-port.js';
import { webWorkerPort } from './web-worker-port.js';

/** What is used of a worker's global object. */
interface WorkerScope {
  close(): void;
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: PortEvent) => void): void;
  addEventListener(type: 'error', listener: (event: { readonly error: unknown }) => void): void;
  addEventListener(
    type: 'unhandledrejection',
    listener: (event: { readonly reason: unknown; preventDefault(): void }) => void,
  ): void;
  readonly DedicatedWorkerGlobalScope?: abstract new () => unknown;
}

interface PortEvent {
  readonly data: unknown;
  readonly ports: readonly WebPort[];
}

/**
 * How long a worker that has said its last word waits for the page to end it, in ms. Longer has patience with busier
 * pages, shorter ends workers sooner whose page does not listen any more.
 */
const LONGEST_GOODBYE = 5000;

// On the global object, because a bundle may hold two copies of this package.
const IS_EXPOSED = Symbol.for('rxjs-pool.exposed');

/**
 * Makes the Web Worker in which it is called one of a pool: the last line of the module that `new Pool({ worker })`
 * starts its workers from.
 *
 * Tasks travel by name, so each name is there once. Functions that are self-contained need not be imported. What nobody
 * catches in the worker ends it, as on Node: it costs the item that was running, and is replaced.
 *
 * @example
 * ```ts no-run
 * // pool.worker.ts
 * import { defineTasks, exposeTasks } from 'rxjs-pool/browser';
 *
 * // Or `import * as tasks from './tasks'`, the module that the page imports them from.
 * const tasks = defineTasks(import.meta.url, { square: (x: number) => x * x });
 *
 * exposeTasks(tasks);
 * ```
 *
 * @param tasks - The modules that define the tasks, as `import * as`: a bundler may drop a module of which nothing is
 * used. If one of them has `classes`, or `{ classes }` stands behind them, these are what the page gives its pool as the
 * option of that name, in the same order.
 * @throws Error if it is called anywhere else than in a Web Worker.
 */
export function exposeTasks(...tasks: readonly object[]): void {
  const scope = globalThis as unknown as WorkerScope & { [IS_EXPOSED]?: true };
  const { DedicatedWorkerGlobalScope: WorkerGlobal } = scope;
  if (!WorkerGlobal || !(scope instanceof WorkerGlobal)) {
    throw new Error('Cannot expose tasks: exposeTasks() belongs in the module of a Web Worker');
  }
  if (scope[IS_EXPOSED]) return;
  scope[IS_EXPOSED] = true;
  scope.addEventListener('message', ({ data, ports: [port] }) => {
    if (data === BEGIN && port) open(scope, port, classesOf(tasks));
  });
  scope.postMessage(EXPOSED);
}

/** All that the worker and the pool say to each other goes through this channel. */
function open(scope: WorkerScope, channel: WebPort, classes: readonly KnownClass[]): void {
  channel.addEventListener('message', ({ data }) => begin(scope, channel, data as Opening, classes), {
    once: true,
  });
  channel.start();
}

function begin(
  scope: WorkerScope,
  channel: WebPort,
  { greeting, memory, lock }: Opening,
  classes: readonly KnownClass[],
): void {
  const close = scope.close.bind(scope);
  const port = webWorkerPort(channel, memory, classes, () => end());
  const session = new Session(port, greeting);
  const end = (...thrown: unknown[]): void => {
    session.leave(port.owner);
    port.seal({ type: 'over', thrown: thrown.length > 0 ? packThrown(thrown[0], port) : undefined });
    // The page ends this worker when it has read that. If the worker were gone before, its end could be known sooner than
    // its last results, which would run again.
    setTimeout(close, LONGEST_GOODBYE);
  };
  // Told at once, with what is done; the lock would tell a little later.
  scope.close = () => end();
  // As on Node: what nobody catches ends the worker, since whoever waits for it might wait for ever.
  scope.addEventListener('error', ({ error }) => end(error));
  scope.addEventListener('unhandledrejection', ({ reason }) => end(reason));
  channel.addEventListener('messageerror', () => end());
  channel.addEventListener('message', ({ data }) => {
    const message = data as ToWorker;
    if (message.type === 'cancel') port.cancel(message.seq);
    session.receive(message);
  });
  void lifeLock.hold(lock).then(() => {
    port.post({ type: 'alive' });
    return session.start();
  });
}

function classesOf(tasks: readonly object[]): readonly KnownClass[] {
  const lists = tasks
    .map((one) => (one as { classes?: unknown }).classes)
    .filter((one) => Array.isArray(one));
  return readClasses(lists.flat() as Array<AnyClass | KnownClass>).list;
}
