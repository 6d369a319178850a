import type { Executor } from '../executor/executor.js';
import type { AnyClass, ErrorClass, KnownClass } from '../values/class-table.js';
import type { WebWorker } from '../executor/web-worker.js';
import type { WorkerCrash } from '../executor/observer.js';

/**
 * Options of a pool and its workers.
 *
 * `State` is what `initializer` returns, awaited: the state of each worker.
 */
export interface PoolOptions<State = unknown> {
  /**
   * Number of workers; a positive integer.
   *
   * @default os.availableParallelism(), in browsers navigator.hardwareConcurrency
   */
  processes?: number;
  /**
   * Runs once in each worker before its first item. What it returns is the state of the worker, which
   * `workerState()` gives to mapped functions. If it fails, so does every call, with `InitializerError`.
   */
  initializer?: (...args: never[]) => State | PromiseLike<State>;
  /**
   * Arguments of `initializer`; they are copied to each worker.
   *
   * @default []
   */
  initargs?: readonly unknown[];
  /**
   * Runs in each worker that ends well: after `close()`, or when `maxtasksperchild` is reached. Gets what `initializer` has
   * returned. Default: calls `Symbol.asyncDispose` or `Symbol.dispose` of that, if it has one.
   */
  finalizer?(state: NoInfer<State>): unknown;
  /**
   * Items (not chunks) that a worker runs before a fresh one takes its place. A low number frees what leaks in
   * workers sooner, and pays for it with their start-up.
   *
   * @default Infinity
   */
  maxtasksperchild?: number;
  /**
   * Threads share memory and start fast; processes survive each other's native crashes.
   *
   * @default 'worker_threads'
   */
  runtime?: 'worker_threads' | 'child_process';
  /** Memory limits of worker threads in MB, as `new Worker()` takes them. */
  resourceLimits?: ResourceLimits;
  /**
   * The workers' environment variables.
   *
   * @default process.env
   */
  env?: Readonly<Record<string, string | undefined>>;
  /**
   * Node options of the workers, such as `['--import', 'tsx']`.
   *
   * @default process.execArgv, less what is about the program itself: its source, debugger, tests and watcher
   */
  execArgv?: readonly string[];
  /**
   * How the application makes a worker in a browser, from a module of its own that calls `exposeTasks()`; Node makes
   * its workers without. Default: a worker that knows self-contained functions only.
   */
  worker?: () => WebWorker;
  /**
   * Classes whose instances keep their class on the way to workers and back: in items, results, errors and `initargs`. They
   * are of the same class that the function sees. No constructor runs: an instance gets its prototype and its own
   * enumerable properties. A class with private members needs `toData` and `fromData`, which say what its instances travel
   * as. An instance of any other class arrives as plain data, with one `PoolWarning` for each class.
   *
   * @default []
   */
  classes?: ReadonlyArray<AnyClass | KnownClass>;
  /** Own error classes that come back from workers as their instances, found by name. */
  errorClasses?: readonly ErrorClass[];
  /**
   * Called when a worker that the pool uses has died without being told to: by an exit, an error that nobody catches, a
   * signal, lack of memory; not by a `timeout`, `'kill'` or `terminate()`. In place of the warning about a death that no
   * item is charged with. What it throws is an uncaught error of the program.
   */
  onCrash?: (crash: WorkerCrash) => void;
  /** Another backend in place of workers; excludes all other options. */
  executor?: Executor;
}

/** Limits of one worker thread; one that goes over them dies, and costs the item it runs. */
export interface ResourceLimits {
  /** The heap, in MB. */
  maxOldGenerationSizeMb?: number;
  /** The part of the heap for new objects, in MB. */
  maxYoungGenerationSizeMb?: number;
  /** Memory for compiled code, in MB. */
  codeRangeSizeMb?: number;
  /** The stack, in MB. */
  stackSizeMb?: number;
}
