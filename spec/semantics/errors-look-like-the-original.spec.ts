import { getTaskInfo, PoolError, poolImap, poolMap, UncloneableError, WorkerCrashedError } from 'rxjs-pool';
import { of, range } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { backends, sharedPool, terminatedAfterEach, workerBackends } from '../conformance.js';
import { failHttp, HttpError } from '../fixtures/tasks.js';
import { record, rejection } from '../helpers.js';

describe.each(backends)('$name', (backend) => {
  const pool = sharedPool(() => backend.create());
  const caught = (fn: () => unknown): Promise<unknown> => rejection(pool().apply(fn));

  it.each([Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError])(
    '%o comes back as an instance of its class with name, message and stack',
    async (errorClass) => {
      const error = await rejection(
        pool().apply(
          (name: string) => {
            const found = (globalThis as unknown as Record<string, ErrorConstructor>)[name];
            if (found) throw new found('what went wrong');
          },
          [errorClass.name],
        ),
      );
      expect(error).toBeInstanceOf(errorClass);
      expect((error as Error).constructor).toBe(errorClass);
      expect(error).toMatchObject({ name: errorClass.name, message: 'what went wrong' });
      expect((error as Error).stack).toContain(`${errorClass.name}: what went wrong`);
      expect(Object.keys(error as Error)).toEqual([]);
      expect(String(error)).toBe(`${errorClass.name}: what went wrong`);
    },
  );

  it('errors that the engine itself throws come back like others', async () => {
    const error = await caught(() => (null as unknown as { part: string }).part);
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toHaveProperty('message', expect.stringContaining('Cannot read properties of null'));
    const unparsable = await caught(() => JSON.parse('{') as unknown);
    expect(unparsable).toBeInstanceOf(SyntaxError);
  });

  it('code and other own properties come along, with their values', async () => {
    const error = await caught(() => {
      throw Object.assign(new Error('no such thing'), {
        code: 'ENOTHING',
        status: 404,
        details: { rows: [1, 2], at: new Date(0), map: new Map([['a', 1n]]) },
        nothing: undefined,
      });
    });
    expect(error).toMatchObject({
      code: 'ENOTHING',
      status: 404,
      details: { rows: [1, 2], at: new Date(0), map: new Map([['a', 1n]]) },
    });
    expect(Object.keys(error as Error)).toEqual(['code', 'status', 'details', 'nothing']);
  });

  it('system errors keep code, errno, syscall and path', async () => {
    const error = await caught(() => process.getBuiltinModule('node:fs').readFileSync('/no/such/file'));
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ code: 'ENOENT', syscall: 'open', path: '/no/such/file', errno: -2 });
  });

  it('the cause chain comes along, whatever it ends in', async () => {
    const error = (await caught(() => {
      const root = Object.assign(new RangeError('root'), { code: 'E_ROOT' });
      throw new Error('top', {
        cause: new TypeError('middle', { cause: new Error('low', { cause: root }) }),
      });
    })) as Error;
    expect(error.cause).toBeInstanceOf(TypeError);
    const low = (error.cause as Error).cause as Error;
    expect(low).toMatchObject({ message: 'low', cause: { message: 'root', code: 'E_ROOT' } });
    expect(low.cause).toBeInstanceOf(RangeError);
    expect(Object.keys(error)).not.toContain('cause');
    expect(await caught(() => Promise.reject(new Error('top', { cause: 'a string' })))).toHaveProperty(
      'cause',
      'a string',
    );
    expect(await caught(() => Promise.reject(new Error('top', { cause: null })))).toHaveProperty(
      'cause',
      null,
    );
    expect(Object.hasOwn((await caught(() => Promise.reject(new Error('top')))) as Error, 'cause')).toBe(
      false,
    );
  });

  it('a circular cause does not hang', async () => {
    const error = await caught(() => {
      const circular = new Error('round');
      circular.cause = circular;
      throw circular;
    });
    expect(error).toMatchObject({ message: 'round', cause: { message: 'round' } });
  });

  it('AggregateError keeps its errors, as errors', async () => {
    const error = (await caught(() =>
      Promise.any([Promise.reject(new TypeError('a')), Promise.reject('b')]),
    )) as {
      errors: unknown[];
    };
    expect(error).toBeInstanceOf(AggregateError);
    expect(error.errors).toHaveLength(2);
    expect(error.errors[0]).toBeInstanceOf(TypeError);
    expect(error.errors).toMatchObject([{ message: 'a' }, 'b']);
  });

  it('DOMException keeps its class, name and code', async () => {
    const error = await caught(() => {
      throw new DOMException('gone', 'AbortError');
    });
    expect(error).toBeInstanceOf(DOMException);
    const { name, message, code } = error as DOMException;
    expect({ name, message, code }).toEqual({ name: 'AbortError', message: 'gone', code: 20 });
    const aborted = await caught(() => AbortSignal.abort().throwIfAborted());
    expect(aborted).toHaveProperty('name', 'AbortError');
  });

  it('an error class that this side does not know keeps its name and fields, and is its nearest known class', async () => {
    const error = await caught(() => {
      class QuotaError extends RangeError {
        override name = 'QuotaError';
        constructor(readonly limit: number) {
          super(`over ${limit}`);
        }
      }
      throw new QuotaError(9);
    });
    expect(error).toBeInstanceOf(RangeError);
    expect(error).toMatchObject({ name: 'QuotaError', message: 'over 9', limit: 9 });
  });

  it('a property that cannot be copied is left out, and getTaskInfo says so', async () => {
    const error = await caught(() => {
      throw Object.assign(new Error('with a socket'), {
        code: 'E_REQ',
        request: { send: () => 1 },
        tries: 3,
      });
    });
    expect(error).toMatchObject({ message: 'with a socket', code: 'E_REQ', tries: 3 });
    if (backend.hasMortalWorkers) {
      expect(error).not.toHaveProperty('request');
      expect(getTaskInfo(error)?.omitted).toEqual(['.request.send']);
    }
  });

  it('hostile errors cost nobody else anything', async () => {
    const hostile = (x: number): number => {
      const trap = (): never => {
        throw new Error('trap');
      };
      if (x === 1) throw Object.defineProperty(new Error('x'), 'detail', { enumerable: true, get: trap });
      if (x === 2) throw Object.defineProperty(new Error('x'), 'message', { get: trap });
      if (x === 3) throw Object.defineProperty(new Error('x'), 'stack', { get: trap });
      if (x === 4) throw Object.assign(new AggregateError([], 'x'), { errors: 5 });
      if (x === 5) throw Object.defineProperty(new Error('x'), 'name', { value: Symbol('name') });
      if (x === 6) throw new Proxy(new Error('x'), { getPrototypeOf: trap, get: trap, ownKeys: trap });
      return x;
    };
    const outcomes = await pool().map(hostile, [0, 1, 2, 3, 4, 5, 6, 7], { settle: true, chunksize: 8 });
    expect(outcomes.map(({ status }) => status[0]).join('')).toBe('frrrrrrf');
    // Not by expect(), which would look at them; in this thread, they are still as hostile as they were thrown.
    const crashes = outcomes.filter((outcome) => outcome.status === 'rejected' && isCrash(outcome.reason));
    expect(crashes).toHaveLength(0);
  });

  it('getTaskInfo says which item failed, in which attempt and worker', async () => {
    const failFourth = (x: number) => {
      if (x === 4) throw new Error('no');
      return x;
    };
    const { error } = await record(range(0, 10).pipe(poolImap(failFourth, { pool: pool(), retries: 1 })));
    expect(getTaskInfo(error)).toMatchObject({ index: 4, attempt: 1 });
    expect(getTaskInfo(error)?.workerId).toBeGreaterThan(0);
    const reason = await rejection(pool().map(failFourth, [0, 4]));
    expect(getTaskInfo(reason)).toMatchObject({ index: 1, attempt: 0 });
  });

  it('getTaskInfo knows nothing of errors that are no item’s, nor of thrown primitives', async () => {
    expect(getTaskInfo(new Error('mine'))).toBeUndefined();
    expect(getTaskInfo('a string')).toBeUndefined();
    expect(getTaskInfo(null)).toBeUndefined();
    const error = await rejection(pool().apply(() => Promise.reject('a string')));
    expect(getTaskInfo(error)).toBeUndefined();
  });
});

describe.each(workerBackends)('$name', (backend) => {
  const owned = terminatedAfterEach();
  const pool = sharedPool(() => backend.create({ processes: 2, errorClasses: [HttpError] }));

  it('classes in errorClasses come back as instances, without a constructor call', async () => {
    const { error } = await record(of(503).pipe(poolMap(failHttp, { pool: pool() })));
    expect(error).toBeInstanceOf(HttpError);
    expect((error as HttpError).constructor).toBe(HttpError);
    expect(error).toMatchObject({ name: 'HttpError', status: 503, message: 'status 503' });
  });

  it('subclasses of a class in errorClasses, and causes of that class, are instances of it', async () => {
    const error = await rejection(
      pool().apply(() => {
        // oxlint-disable-next-line no-shadow -- The worker has a class of its own of this name.
        class HttpError extends Error {
          status = 1;
        }
        class NotFound extends HttpError {}
        throw new NotFound('page', { cause: new HttpError('inner') });
      }),
    );
    expect(error).toBeInstanceOf(HttpError);
    expect((error as Error).cause).toBeInstanceOf(HttpError);
  });

  it('the stack shows where in the worker the error was thrown', async () => {
    const error = (await rejection(pool().apply(failHttp, [500]))) as Error;
    expect(error.stack).toMatch(/fixtures\/tasks\.js:\d+:\d+/);
    const named = (await rejection(
      pool().apply(function explode() {
        throw new Error('boom');
      }),
    )) as Error;
    expect(named.stack).toMatch(/explode.*\d+:\d+/);
  });

  it('a thrown value that cannot be copied is an UncloneableError', async () => {
    const error = await rejection(
      pool().apply(() => {
        throw { rows: [{ parse: () => 1 }] };
      }),
    );
    expect(error).toBeInstanceOf(UncloneableError);
    expect(error).toBeInstanceOf(PoolError);
    expect(error).toMatchObject({ where: 'error', index: 0, path: '.rows[0].parse' });
  });

  it('an error of another realm keeps its name and message', async () => {
    const error = await rejection(
      pool().apply(() =>
        process
          .getBuiltinModule('node:vm')
          .runInNewContext('throw Object.assign(new TypeError("far"), { code: 7 })'),
      ),
    );
    expect(error).toMatchObject({ name: 'TypeError', message: 'far', code: 7 });
    expect(error).toBeInstanceOf(TypeError);
  });

  it('an AggregateError that holds itself many times does not hang', async () => {
    // A pool of its own, as nothing but terminate() would end a worker that is lost in it.
    const alone = owned(backend.create({ processes: 1 }));
    const round = () => {
      const all = new AggregateError([], 'round');
      all.errors.push(all, all, all);
      throw all;
    };
    const error = await rejection(alone.apply(round));
    expect(error).toMatchObject({ message: 'round' });
    expect(error).toBeInstanceOf(AggregateError);
  });
});

function isCrash(reason: unknown): boolean {
  try {
    return reason instanceof WorkerCrashedError;
  } catch {
    return false;
  }
}
