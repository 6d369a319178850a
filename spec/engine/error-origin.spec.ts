import { types } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ClassTable, NO_CLASSES } from '../../dist/values/class-table.js';
import { omittedOf, packThrown, unpackThrown } from '../../dist/values/thrown.js';

class ApiError extends RangeError {
  override name = 'ApiError';
  status = 404;
}

const channel = { isProxy: types.isProxy, clone: (value: unknown): unknown => structuredClone(value) };

const arrive = (error: unknown, classes = NO_CLASSES): unknown =>
  unpackThrown(structuredClone(packThrown(error, channel)), classes, 0);

/** On its way through a place that knows none of its classes. */
function passOn(error: unknown, change: (there: Error) => void = () => undefined): unknown {
  const there = arrive(error) as Error;
  expect(there).not.toBeInstanceOf(ApiError);
  change(there);
  return arrive(there, new ClassTable([], [ApiError]));
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
    const first = arrive(Object.assign(new ApiError('gone'), { retry: () => 1 }));
    expect(omittedOf(arrive(first))).toEqual(['.retry']);
  });
});
