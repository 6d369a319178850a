import { getTaskInfo, TaskTimeoutError } from 'rxjs-pool';
import { describe, expect, it } from 'vitest';
import { sharedPool, workerBackends } from '../conformance.js';
import { rejection, within } from '../helpers.js';

const flaky = async (name: string) => {
  const { currentTask } = await import('rxjs-pool/tasks');
  const { attempt } = currentTask();
  if (attempt < 2) throw new Error(`${name} failed`);
  return `${name} after ${attempt}`;
};
const forEver = (): never => {
  for (;;);
};

describe.each(workerBackends)('$name', (backend) => {
  const pool = sharedPool(() => backend.create({ processes: 1 }));

  it('apply and applyAsync try again', async () => {
    expect(await within(pool().apply(flaky, ['a'], { retries: 2 }))).toBe('a after 2');
    const error = await rejection(pool().apply(flaky, ['b'], { retries: 1 }));
    expect(getTaskInfo(error)).toMatchObject({ index: 0, attempt: 1 });
    const heard: unknown[] = [];
    const result = pool().applyAsync(flaky, ['c'], (value) => heard.push(value), undefined, { retries: 2 });
    expect(await within(result.get())).toBe('c after 2');
    expect(heard).toEqual(['c after 2']);
  });

  it('a call that takes too long fails with its timeout, and the pool is whole', async () => {
    const error = await rejection(pool().apply(forEver, [], { timeout: 300 }));
    expect(error).toBeInstanceOf(TaskTimeoutError);
    expect(error).toMatchObject({ timeout: 300 });
    expect(await within(pool().apply(() => 1))).toBe(1);
  });

  it('a signal ends a call, and with onUnsubscribe kill what it runs', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const call = pool().apply(forEver, [], { signal, onUnsubscribe: 'kill' });
    await within(
      pool()
        .apply(() => 1, [], { signal: AbortSignal.timeout(300) })
        .catch(() => undefined),
    );
    controller.abort(new Error('enough'));
    expect(String(await rejection(call))).toContain('enough');
    expect(await within(pool().apply(() => 2))).toBe(2);
    expect(String(await rejection(pool().apply(() => 1, [], { signal })))).toContain('enough');
  });

  it('transfer gets all arguments', async () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const sum = (numbers: Uint8Array, more: number) => numbers.reduce((a, b) => a + b, more);
    const options = { transfer: ([numbers]: readonly [Uint8Array, number]) => [numbers.buffer] };
    expect(await within(pool().apply(sum, [bytes, 4], options))).toBe(10);
    expect(bytes.length).toBe(backend.supportsTransfer ? 0 : 3);
  });

  it.each([
    [{ chunksize: 2 }, "Cannot apply: there is no option 'chunksize'; there are timeout, grace, retries,"],
    [{ settle: true }, "Cannot apply: there is no option 'settle'"],
    [{ timeout: 0 }, 'Cannot apply: timeout must be a number of milliseconds greater than 0: received 0'],
    [5, 'Cannot apply: options must be an object: received 5'],
  ])('what is no option of a call is refused at once: %j', (options, message) => {
    expect(() => void pool().apply(() => 1, [], options as never)).toThrow(message);
  });
});
