import { isPromiseLike } from '../values/is-promise-like.js';

/** Calls a function, and `over` when it is over, well or not: if it returns a promise, when that has settled. */
export function whenOver(call: () => unknown, over: () => void): unknown {
  let isPending = false;
  try {
    const value = call();
    isPending = isPromiseLike(value);
    return isPending ? settled(value as PromiseLike<unknown>, over) : value;
  } finally {
    if (!isPending) over();
  }
}

async function settled(value: PromiseLike<unknown>, over: () => void): Promise<unknown> {
  try {
    return await value;
  } finally {
    over();
  }
}
