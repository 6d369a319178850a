import { describe, expect, it } from 'vitest';
import { isCloneable } from '../../dist/wire/is-cloneable.js';
import { packError } from '../../dist/wire/pack-error.js';
import { unpackError } from '../../dist/wire/unpack-error.js';

class ApiError extends RangeError {
  override name = 'ApiError';
  status = 404;
}

/** On its way through a place that knows none of its classes. */
function passOn(error: unknown, change: (there: Error) => void = () => undefined): unknown {
  const there = unpackError(packError(error, isCloneable), [], 0) as Error;
  expect(there).not.toBeInstanceOf(ApiError);
  change(there);
  return unpackError(packError(there, isCloneable), [ApiError], 0);
}

describe('an error that goes on from one pool to another', () => {
  it('is of its own class again where that is known', () => {
    const error = passOn(new ApiError('gone'));
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ name: 'ApiError', message: 'gone', status: 404 });
  });

  it('so are its causes', () => {
    const error = passOn(new Error('outer', { cause: new ApiError('gone') })) as Error;
    expect(error.cause).toBeInstanceOf(ApiError);
  });

  it('has what was done to it on the way', () => {
    expect(passOn(new ApiError('gone'), (there) => Object.assign(there, { status: 410 }))).toMatchObject({
      status: 410,
    });
  });

  it('still says what was left behind', () => {
    const first = packError(Object.assign(new ApiError('gone'), { retry: () => 1 }), isCloneable);
    expect(packError(unpackError(first, [], 0), isCloneable)).toMatchObject({ omitted: ['.retry'] });
  });
});
