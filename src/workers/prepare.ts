import { InitializerError } from '../errors.js';
import { findUncloneable } from '../wire/find-uncloneable.js';
import type { Greeting } from '../wire/messages.js';
import type { Crew } from './crew.js';
import type { WorkersExecutorOptions, WorkersKind } from './workers-options.js';

/** What has to be there before the first worker starts. */
export interface Preparation {
  readonly crew: Crew;
  readonly hooks: Omit<Greeting, 'workerId'>;
}

/** Loads it. */
export async function prepare(options: WorkersExecutorOptions, kind: WorkersKind): Promise<Preparation> {
  const [hooks, crew] = await Promise.all([loadHooks(options, kind), kind.recruit()]);
  return { hooks, crew };
}

/** @throws InitializerError (rejects) if they cannot travel to a worker. */
async function loadHooks(
  { initializer, finalizer, initargs = [] }: WorkersExecutorOptions,
  kind: WorkersKind,
): Promise<Preparation['hooks']> {
  const survives = (value: unknown): boolean => kind.isCloneable(value);
  try {
    if (!survives(initargs)) {
      throw new TypeError(`initargs${findUncloneable(initargs, survives)} cannot be copied to a worker`);
    }
    const [one, other] = await Promise.all([
      initializer && kind.ship(initializer),
      finalizer && kind.ship(finalizer),
    ]);
    return { initializer: one, finalizer: other, initargs };
  } catch (cause) {
    throw new InitializerError(cause);
  }
}
