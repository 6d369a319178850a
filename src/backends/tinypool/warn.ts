import { sayValue } from '../../values/say-value.js';

/**
 * Tells the program what no call will tell it of.
 *
 * @param thrown - The error that it is about, if there is one.
 */
export function warn(what: string, ...thrown: readonly unknown[]): void {
  const [error] = thrown;
  const { message = sayValue(error), stack } = Object(error) as { message?: unknown; stack?: unknown };
  process.emitWarning(thrown.length === 0 ? what : `${what}: ${sayValue(message)}`, {
    type: 'PoolWarning',
    ...(typeof stack === 'string' && { detail: stack }),
  });
}
