import { OwnMap } from '../intrinsics.js';
import type { AnyFunction } from './any-function.js';

/** Where a task is to be found. */
export interface TaskReference {
  readonly url: string;
  readonly name: string;
}

interface TaskRegistry {
  add(reference: TaskReference, fn: AnyFunction): void;
  /** The reference of a function that is a task. */
  referenceOf(fn: AnyFunction): TaskReference | undefined;
  /** The task itself, if its module has been imported. */
  find(reference: TaskReference): AnyFunction | undefined;
  /** All functions that were given this name, in whichever module. */
  named(name: string): readonly AnyFunction[];
}

function createTaskRegistry(): TaskRegistry {
  const references = new WeakMap<AnyFunction, TaskReference>();
  const tasks = new OwnMap<string, AnyFunction>();
  const byName = new OwnMap<string, AnyFunction[]>();
  const key = ({ url, name }: TaskReference): string => `${url} ${name}`;
  return {
    add(reference, fn) {
      references.set(fn, reference);
      tasks.set(key(reference), fn);
      const { name } = reference;
      const others = byName.get(name) ?? [];
      if (!others.includes(fn)) byName.set(name, [...others, fn]);
    },
    referenceOf: (fn) => references.get(fn),
    find: (reference) => tasks.get(key(reference)),
    named: (name) => byName.get(name) ?? [],
  };
}

// On the global object, because a program may hold two copies of this package: a task that was defined through
// one of them must be found by a worker of the other.
const REGISTRY = Symbol.for('rxjs-pool.tasks');
const realm = globalThis as { [REGISTRY]?: TaskRegistry };

/** All tasks that were defined in this thread. */
export const taskRegistry: TaskRegistry = (realm[REGISTRY] ??= createTaskRegistry());
