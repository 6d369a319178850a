/**
 * Adds to a ReferenceError why a name may be missing in a worker that was there where the function was written.
 *
 * Whatever a function's source names came along, or the function was refused; what remains is text that the function
 * evaluates, in which nobody can look for names before it runs.
 */
export function explainMissingName(thrown: unknown): unknown {
  if (!isReferenceError(thrown)) return thrown;
  const { message, stack } = thrown;
  const [, name] = /^(\S+) is not defined$/.exec(message) ?? [];
  if (name === undefined) return thrown;
  const explained = `${message} in this worker: a function takes along the variables that its source names, and '${name}' is named only in text that is evaluated (eval, new Function) or declared nowhere; name it in the function, or pass it as part of the item`;
  try {
    Object.defineProperty(thrown, 'message', { value: explained });
    if (typeof stack === 'string') {
      Object.defineProperty(thrown, 'stack', { value: stack.replace(message, () => explained) });
    }
  } catch {
    // A frozen error says what it says.
  }
  return thrown;
}

function isReferenceError(thrown: unknown): thrown is ReferenceError {
  try {
    return thrown instanceof ReferenceError;
  } catch {
    // A proxy may refuse even that question.
    return false;
  }
}
