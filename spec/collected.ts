import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { turn } from './helpers.js';

/** Makes what collects garbage now. */
export function garbageCollector(): () => void {
  // The flag is for the contexts that are made from now on.
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

/** Collects garbage until something is so, or it takes too long. */
export async function collectedUntil(isSo: () => boolean, ms = 10_000): Promise<boolean> {
  const gc = garbageCollector();
  for (const end = performance.now() + ms; performance.now() < end;) {
    // What a WeakRef has told is kept until the turn is over.
    await turn();
    gc();
    // At once: whatever goes on makes new objects in every turn. Callbacks of finalizers need one.
    if (isSo()) return true;
    await turn();
    if (isSo()) return true;
  }
  return false;
}

/** Remembers objects without keeping them. */
export class Remembered {
  readonly #refs: Array<WeakRef<object>> = [];

  add<T extends object>(object: T): T {
    this.#refs.push(new WeakRef(object));
    return object;
  }

  /** How many there are still. */
  get alive(): number {
    return this.#refs.filter((ref) => ref.deref() !== undefined).length;
  }
}
