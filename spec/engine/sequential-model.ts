import { SOURCE_ERROR } from './run-scenario.js';
import type { Scenario } from './scenario.js';

/** What becomes of an item that is run on its own, with all its attempts. */
export type ItemOutcome =
  | { readonly status: 'fulfilled'; readonly value: string; readonly index: number }
  | { readonly status: 'rejected'; readonly why: string; readonly index: number };

/** Runs the items of a scenario one by one, as a plain loop would. */
export function sequentialModel({ items, retries, timeout }: Scenario): ItemOutcome[] {
  return items.map(({ attempts }, index) => {
    let why = '';
    for (const { duration, fate } of attempts.slice(0, retries + 1)) {
      if (duration > timeout) why = 'TaskTimeoutError';
      else if (fate === 'crashes') why = 'WorkerCrashedError';
      else if (fate === 'throws') why = `thrown by ${index}`;
      else return { status: 'fulfilled', value: `result ${index}`, index };
    }
    return { status: 'rejected', why, index };
  });
}

/** An error as the model names it, with the item it came from where it tells. */
export function nameError(error: unknown): string {
  if (typeof error === 'string') return error;
  const { name, index } = error as { name: string; index: number };
  return `${name} of ${index}`;
}

/** The same for an outcome of the model. */
export function nameOutcome(outcome: ItemOutcome): string {
  if (outcome.status === 'fulfilled') return outcome.value;
  return outcome.why.startsWith('thrown') ? outcome.why : `${outcome.why} of ${outcome.index}`;
}

/** The errors that may end a stream: those of items, and the source's. */
export function possibleErrors(scenario: Scenario, outcomes: readonly ItemOutcome[]): string[] {
  const ofItems = scenario.settle
    ? []
    : outcomes.filter(({ status }) => status === 'rejected').map(nameOutcome);
  return scenario.ending.type === 'error' ? [...ofItems, SOURCE_ERROR] : ofItems;
}
