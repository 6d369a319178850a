import {
  inlineExecutor,
  Pool,
  poolConcatMap,
  poolFrom,
  poolImap,
  poolImapUnordered,
  poolIstarmap,
  poolIstarmapUnordered,
  poolMap,
  poolMergeMap,
  poolStarmap,
  setDefaultPool,
  task,
} from 'rxjs-pool';
import type { JobNeeds } from 'rxjs-pool/testing';
import { afterAll, describe, expect, it } from 'vitest';

type Call = (fn: unknown, options?: unknown) => unknown;

const pool = new Pool({ executor: inlineExecutor() });
afterAll(() => pool.terminate());

const identity = (x: unknown) => x;

/** Callers without types. */
const operators: Array<[string, Call]> = Object.entries({
  poolMap,
  poolStarmap,
  poolImap,
  poolImapUnordered,
  poolIstarmap,
  poolIstarmapUnordered,
  poolConcatMap,
  poolMergeMap,
}).map(([name, operator]) => [name, operator as unknown as Call]);

const METHODS = [
  'map',
  'starmap',
  'mapAsync',
  'starmapAsync',
  'imap',
  'imapUnordered',
  'istarmap',
  'istarmapUnordered',
  'concatMap',
  'mergeMap',
] as const;
const methods: Array<[string, Call]> = METHODS.map((name) => [
  name,
  (fn, options) =>
    (pool[name] as unknown as (fn: unknown, items: unknown, options: unknown) => unknown).call(
      pool,
      fn,
      [],
      options,
    ),
]);

/** What a call throws, which must be thrown at the call itself. */
function thrownBy(call: () => unknown): Error {
  try {
    const result = call();
    if (result instanceof Promise) result.catch(() => undefined);
  } catch (error) {
    return error as Error;
  }
  throw new Error('Nothing was thrown');
}

describe.each([...operators, ...methods])('%s', (name, call) => {
  it.each([
    [0, RangeError, '0'],
    [-1, RangeError, '-1'],
    [0.5, RangeError, '0.5'],
    [Number.NaN, RangeError, 'NaN'],
    [Infinity, RangeError, 'Infinity'],
    [2 ** 60, RangeError, String(2 ** 60)],
    ['2', TypeError, "'2'"],
    [null, TypeError, 'null'],
    [true, TypeError, 'true'],
    [2n, TypeError, '2n'],
  ])('chunksize %s throws at the call', (chunksize, errorClass, shown) => {
    for (const options of [chunksize, { chunksize }]) {
      const error = thrownBy(() => call(identity, options));
      expect(error).toBeInstanceOf(errorClass);
      expect(error.constructor).toBe(errorClass);
      expect(error.message).toContain(name);
      expect(error.message).toContain('chunksize must be a positive integer');
      expect(error.message).toContain(shown);
    }
  });

  it.each([undefined, null, 'fn', 3, {}, Promise.resolve(identity)])('fn %s throws at the call', (fn) => {
    const error = thrownBy(() => call(fn));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(name);
    expect(error.message).toContain('fn must be a function');
  });

  it.each([
    ['settle', 1, TypeError],
    ['settle', 'true', TypeError],
    ['timeout', 0, RangeError],
    ['timeout', -5, RangeError],
    ['timeout', Number.NaN, RangeError],
    ['timeout', '5', TypeError],
    ['grace', -1, RangeError],
    ['grace', Number.NaN, RangeError],
    ['grace', '5', TypeError],
    ['retries', -1, RangeError],
    ['retries', 0.5, RangeError],
    ['retries', Infinity, RangeError],
    ['retries', '1', TypeError],
    ['concurrency', 0, RangeError],
    ['concurrency', 1.5, RangeError],
    ['concurrency', '2', TypeError],
    ['buffersize', 0, RangeError],
    ['buffersize', 1.5, RangeError],
    ['buffersize', '8', TypeError],
    ['linger', -1, RangeError],
    ['linger', Number.NaN, RangeError],
    ['linger', '1', TypeError],
    ['onUnsubscribe', 'stop', RangeError],
    ['onUnsubscribe', true, TypeError],
    ['transfer', [], TypeError],
    ['onReport', 'log', TypeError],
    ['onReport', {}, TypeError],
    ['signal', {}, TypeError],
    ['signal', new AbortController(), TypeError],
  ])('the option %s: %s throws at the call', (option, value, errorClass) => {
    const error = thrownBy(() => call(identity, { [option]: value }));
    expect(error).toBeInstanceOf(errorClass);
    expect(error.message).toContain(name);
    expect(error.message).toContain(`${option} must be`);
    expect(error.message).toContain('received');
  });

  it.each(['chunkSize', 'threads', 'processes', 'Timeout', 'constructor', 'toString'])(
    'the option name %s, which does not exist, throws at the call',
    (option) => {
      const error = thrownBy(() => call(identity, { [option]: 1 }));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toContain(name);
      expect(error.message).toContain(`'${option}'`);
      expect(error.message).toContain('chunksize');
    },
  );

  it('an option that is undefined counts as left out', () => {
    expect(() => {
      const result = call(identity, { chunksize: undefined, settle: undefined, signal: undefined });
      if (result instanceof Promise) result.catch(() => undefined);
    }).not.toThrow();
  });

  it('options that are no plain object throw at the call', () => {
    for (const options of ['fast', Symbol('fast'), identity]) {
      expect(thrownBy(() => call(identity, options))).toBeInstanceOf(TypeError);
    }
  });

  it('an inherited option is checked like an own one, or ignored', () => {
    let thrown: unknown;
    try {
      const result = call(identity, Object.create({ chunksize: 0 }));
      if (result instanceof Promise) result.catch(() => undefined);
    } catch (error) {
      thrown = error;
    }
    expect(thrown === undefined || thrown instanceof RangeError).toBe(true);
    // Nothing else than an object of options is one.
    for (const options of [[], [3], new Date(0)])
      expect(thrownBy(() => call(identity, options))).toBeInstanceOf(TypeError);
  });

  it('retries together with transfer throw at the call', () => {
    const error = thrownBy(() => call(identity, { retries: 1, transfer: () => [] }));
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toContain('transfer');
  });
});

describe.each(operators)('%s', (name, operator) => {
  it('the option pool has to be a Pool', () => {
    for (const other of [{}, null, 3, 'pool', Pool]) {
      const error = thrownBy(() => operator(identity, { pool: other }));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toContain(name);
      expect(error.message).toContain('pool must be a Pool');
    }
  });
});

describe.each(methods)('%s', (_name, method) => {
  it('the option pool does not exist', () => {
    expect(thrownBy(() => method(identity, { pool }))).toBeInstanceOf(TypeError);
  });
});

describe('a buffersize that is smaller than chunksize', () => {
  it.each([...operators, ...methods].filter(([name]) => /ist|imap/i.test(name)))(
    'throws at the call of %s',
    (_name, call) => {
      const error = thrownBy(() => call(identity, { chunksize: 8, buffersize: 7 }));
      expect(error).toBeInstanceOf(RangeError);
      expect(error.message).toContain('buffersize');
      expect(error.message).toContain('7');
    },
  );
});

describe('items that are not iterable', () => {
  const loose = pool as unknown as Record<string, (fn: unknown, items: unknown) => unknown>;

  it.each(METHODS)('throw at the call of %s', (name) => {
    for (const items of [undefined, null, 3, {}, identity, Promise.resolve([1])]) {
      const error = thrownBy(() => loose[name]?.(identity, items));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toContain(name);
      expect(error.message).toContain('items must be');
    }
  });

  it.each(['map', 'starmap', 'mapAsync', 'starmapAsync'])(
    'that are async throw at the call of %s',
    (name) => {
      const items = (async function* () {
        yield 1;
      })();
      const error = thrownBy(() => loose[name]?.(identity, items));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toContain('received an async iterable, which imap takes');
    },
  );

  it('throw at the call of poolFrom', () => {
    for (const input of [undefined, null, 3, {}, Promise.resolve([1])]) {
      const error = thrownBy(() => poolFrom(input as Iterable<number>));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toContain('poolFrom');
    }
  });
});

describe('apply and applyAsync', () => {
  it.each(['apply', 'applyAsync'] as const)('%s throws at the call for a wrong fn or wrong args', (name) => {
    const method = pool[name] as unknown as (fn: unknown, args?: unknown) => unknown;
    expect(thrownBy(() => method.call(pool, 'fn'))).toBeInstanceOf(TypeError);
    for (const args of [3, 'abc', {}, null, new Set([1])]) {
      const error = thrownBy(() => method.call(pool, identity, args));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toContain(name);
      expect(error.message).toContain('args must be');
    }
  });

  it.each(['apply', 'applyAsync'] as const)('%s throws at the call what its executor refuses', (name) => {
    const refusing = Object.assign(inlineExecutor(), {
      check({ action, onReport }: JobNeeds) {
        if (onReport) throw new TypeError(`Cannot ${action}: onReport must be left out here`);
      },
    });
    const refuser = new Pool({ executor: refusing });
    const onReport = (): void => undefined;
    const call = {
      apply: () => refuser.apply(identity, [1], { onReport }),
      applyAsync: () => refuser.applyAsync(identity, [1], undefined, undefined, { onReport }),
    }[name];
    expect(thrownBy(call).message).toBe(`Cannot ${name}: onReport must be left out here`);
  });
});

describe('new Pool', () => {
  const create = (options: unknown) => new Pool(options as number);

  it.each([
    [0, RangeError, '0'],
    [-1, RangeError, '-1'],
    [1.5, RangeError, '1.5'],
    [Number.NaN, RangeError, 'NaN'],
    [Infinity, RangeError, 'Infinity'],
    ['2', TypeError, "'2'"],
    [null, TypeError, 'null'],
    [true, TypeError, 'true'],
  ])('processes %s throws', (processes, errorClass, shown) => {
    for (const options of [processes, { processes }]) {
      const error = thrownBy(() => create(options));
      expect(error).toBeInstanceOf(errorClass);
      expect(error.message).toContain('Pool');
      expect(error.message).toContain('processes must be a positive integer');
      expect(error.message).toContain(shown);
    }
  });

  it.each([
    ['maxtasksperchild', 0, RangeError],
    ['maxtasksperchild', 2.5, RangeError],
    ['maxtasksperchild', '3', TypeError],
    ['initializer', 'fn', TypeError],
    ['finalizer', {}, TypeError],
    ['initargs', 3, TypeError],
    ['initargs', 'abc', TypeError],
    ['runtime', 'threads', RangeError],
    ['runtime', 1, TypeError],
    ['env', 'PATH', TypeError],
    ['execArgv', '--flag', TypeError],
    ['resourceLimits', 64, TypeError],
    ['errorClasses', Error, TypeError],
    ['errorClasses', [null], TypeError],
    ['errorClasses', ['HttpError'], TypeError],
    ['executor', 'inline', TypeError],
  ])('the option %s: %s throws', (option, value, errorClass) => {
    const error = thrownBy(() => create({ [option]: value }));
    expect(error).toBeInstanceOf(errorClass);
    expect(error.message).toContain(`${option} must be`);
    expect(error.message).toContain('received');
  });

  it.each(['threads', 'maxTasksPerChild', 'size', '__proto__x', 'hasOwnProperty'])(
    'the option name %s, which does not exist, throws',
    (option) => {
      const error = thrownBy(() => create({ [option]: 1 }));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toContain(`'${option}'`);
      expect(error.message).toContain('processes');
    },
  );

  it('an executor together with options that it would ignore throws', () => {
    expect(thrownBy(() => create({ executor: inlineExecutor(), processes: 2 }))).toBeInstanceOf(TypeError);
  });
});

describe('setDefaultPool and task', () => {
  it('setDefaultPool takes nothing but a Pool', () => {
    for (const other of [{}, null, 2]) {
      expect(thrownBy(() => setDefaultPool(other as unknown as Pool))).toBeInstanceOf(TypeError);
    }
  });

  it('task takes a URL, a name and a function', () => {
    const loose = task as unknown as (...args: unknown[]) => unknown;
    expect(thrownBy(() => loose('no url', 'name', identity)).message).toContain('url must be');
    expect(thrownBy(() => loose(import.meta.url, '', identity)).message).toContain('name must be');
    expect(thrownBy(() => loose(import.meta.url, 3, identity)).message).toContain('name must be');
    expect(thrownBy(() => loose(import.meta.url, 'name', 'fn')).message).toContain('fn must be');
  });
});

describe('a timeout of get, wait, next and join', () => {
  it.each([-1, NaN, '5'])('is refused at the call if it is %o', async (timeout) => {
    const waiting = new Pool({ executor: inlineExecutor() });
    const wrong = timeout as number;
    const result = waiting.applyAsync(() => 1);
    const iterator = waiting.imap((x: number) => x, [1]);
    const kind = typeof timeout === 'number' ? RangeError : TypeError;
    for (const call of [
      () => result.get(wrong),
      () => result.wait(wrong),
      () => iterator.next(wrong),
      () => waiting.join(wrong),
    ]) {
      expect(thrownBy(call)).toBeInstanceOf(kind);
    }
    await waiting.terminate();
  });
});
