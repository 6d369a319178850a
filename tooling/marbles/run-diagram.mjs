import * as library from 'rxjs-pool';
import { virtualExecutor } from 'rxjs-pool/testing';
import { tap } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { DiagramError } from './diagram-error.mjs';
import { recordedInput } from './recorded-input.mjs';
import { resultNames } from './result-names.mjs';

/** @typedef {import('./parse-diagram.mjs').Diagram} Diagram */
/** @typedef {import('./parse-diagram.mjs').JobRows} JobRows */
/** @typedef {import('./parse-row.mjs').Mark} Mark */

/**
 * One item at one worker, and by its position in `Happening.chunks` the chunk that it came with.
 *
 * @typedef {import('rxjs-pool/testing').ItemRun & { letter: string, chunk: number }} Run
 */

/** @typedef {{ letters: string, attempt: number, frame: number }} SentChunk */

/**
 * What happens when a diagram is run.
 *
 * @typedef {object} Happening
 * @property {Map<string, Mark[]>} rows by name
 * @property {SentChunk[]} chunks in the order in which they went to workers
 * @property {Run[]} runs
 * @property {string | undefined} error what the result's `#` is
 */

/** @type {Record<string, unknown>} */
const operators = { ...library };

/**
 * Runs a diagram: its source through its operator, on a pool in virtual time.
 *
 * @param {Diagram} diagram
 * @returns {Happening}
 * @throws {DiagramError} if an item begins whose call the diagram does not tell
 */
export function runDiagram(diagram) {
  const { file, processes, calls, args, jobs, options } = diagram;
  const scheduler = new TestScheduler(() => undefined);
  /** @type {Happening} */
  const happening = { rows: new Map(), chunks: [], runs: [], error: undefined };
  /** @type {DiagramError | undefined} */
  let untold;

  const executor = virtualExecutor(scheduler, {
    processes,
    duration: (item, { attempt }) => callOf(letterOf(item), attempt).frames,
    crashes: (item, { attempt }) => callOf(letterOf(item), attempt).ending === 'crashes',
  });
  noteChunks();
  const pool = new library.Pool({ executor });
  const create = /** @type {typeof library.poolImap} */ (operators[diagram.operator]);
  const operator = create(fn, { ...options, pool });

  scheduler.run(({ cold }) => {
    for (const job of jobs) open(job, cold);
  });
  if (untold) throw untold;
  noteRuns();
  return happening;

  /** @param {unknown} item a letter, or a starmap's arguments */
  function letterOf(item) {
    if (typeof item === 'string') return item;
    return [...args].find(([, tuple]) => String(tuple) === String(item))?.[0] ?? String(item);
  }

  /** @param {string} letter @param {number} attempt */
  function callOf(letter, attempt) {
    const told = calls.get(letter) ?? [];
    const call = told[Math.min(attempt, told.length - 1)];
    if (call) return call;
    untold ??= new DiagramError(file, undefined, `${letter} begins, but there is no row call:${letter}`);
    throw untold;
  }

  /** @param {unknown[]} given */
  function fn(...given) {
    const letter = letterOf(args.size > 0 ? given : given[0]);
    const { ending, value, marbles } = callOf(letter, library.currentTask()?.attempt ?? 0);
    if (marbles) return scheduler.createColdObservable(marbles, undefined, new Error(`error of ${letter}`));
    if (ending === 'throws') throw new Error(`error of ${letter}`);
    return value;
  }

  /** @param {JobRows} job @param {typeof scheduler.createColdObservable} cold */
  function open({ suffix, source, input = '', items, unsub }, cold) {
    const { nameResult, nameError } = resultNames(diagram, items);
    const result = noter(`result${suffix}`);
    const sub = noter(`sub${suffix}`);
    const error = new Error('error of source');
    const itemOf = (/** @type {string} */ letter) => args.get(letter) ?? letter;
    const values = Object.fromEntries([...items].map((letter) => [letter, itemOf(letter)]));
    const items$ = source
      ? cold(source.text, values, error)
      : library.poolFrom(recordedInput(input, itemOf, noter(`taken${suffix}`), error));
    const results$ = items$.pipe(tap({ subscribe: () => sub('^'), finalize: () => sub('!') }), operator);
    scheduler.schedule(() => {
      const subscription = results$.subscribe({
        next: (value) => result(nameResult(value)),
        complete: () => result('|'),
        error: (reason) => {
          result('#');
          happening.error = nameError(reason);
        },
      });
      if (unsub !== undefined) scheduler.schedule(() => subscription.unsubscribe(), unsub);
    });
  }

  /** @param {string} name of a row */
  function noter(name) {
    /** @type {Mark[]} */
    const marks = [];
    happening.rows.set(name, marks);
    return (/** @type {string} */ mark) => void marks.push({ frame: scheduler.now(), mark });
  }

  function noteChunks() {
    const submit = executor.submit.bind(executor);
    executor.submit = (chunk, settle) => {
      const letters = Array.from(chunk.items, letterOf).join('');
      happening.chunks.push({ letters, attempt: chunk.attempt, frame: scheduler.now() });
      return submit(chunk, settle);
    };
  }

  function noteRuns() {
    for (const run of executor.runs) {
      const letter = letterOf(run.item);
      const { attempt, from, to } = run;
      const chunk = happening.chunks.findLastIndex(
        (sent) => sent.letters.includes(letter) && sent.attempt === attempt && sent.frame <= from,
      );
      happening.runs.push({ ...run, letter, chunk });
      const marks = [{ frame: from, mark: '^' }, ...(to === undefined ? [] : [{ frame: to, mark: '!' }])];
      happening.rows.set(attempt === 0 ? `busy:${letter}` : `busy:${letter}/${attempt + 1}`, marks);
    }
  }
}
