import { TaskTimeoutError, WorkerCrashedError } from 'rxjs-pool';

/**
 * Names what an operator emits as a diagram does.
 *
 * @param {import('./parse-diagram.mjs').Diagram} diagram
 * @param {string} items of the job, in their order
 */
export function resultNames({ options, calls, legend }, items) {
  return { nameResult, nameError };

  /** @param {unknown} result @returns {string} */
  function nameResult(result) {
    if (Array.isArray(result)) return `[${result.map(nameResult).join('')}]`;
    return options.settle
      ? nameOutcome(/** @type {import('rxjs-pool').Settled<unknown>} */ (result))
      : String(result);
  }

  /** @param {import('rxjs-pool').Settled<unknown>} outcome */
  function nameOutcome(outcome) {
    const item = items[outcome.index];
    if (outcome.status === 'rejected') {
      const meaning = `rejected, ${nameError(outcome.reason)}`;
      const letter = [...legend].find(([, told]) => told === meaning)?.[0];
      return meaning.endsWith(` of ${item}`) ? (letter ?? `{${meaning}}`) : `{${item} ${meaning}}`;
    }
    const isItsOwn = calls.get(item)?.some(({ value }) => value === outcome.value);
    return isItsOwn ? String(outcome.value) : `{${item} ${String(outcome.value)}}`;
  }

  /** @param {unknown} error */
  function nameError(error) {
    const isOfItem = error instanceof TaskTimeoutError || error instanceof WorkerCrashedError;
    if (isOfItem) return `${error.name} of ${items[error.index]}`;
    return error instanceof Error ? error.message : String(error);
  }
}
