import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Pool } from 'rxjs-pool';
import { describe, expect, it } from 'vitest';
import { runProgram } from '../function/run-program.js';
import { rejection, upTo, within } from '../helpers.js';

const polluted = fileURLToPath(new URL('fixtures/polluted.mjs', import.meta.url));
const flagged = fileURLToPath(new URL('fixtures/flagged.mjs', import.meta.url));

describe.each(['worker_threads', 'child_process'] as const)('what surrounds a pool, %s', (runtime) => {
  it('Object.prototype: what was put there reaches no worker, nor what is undefined in env', async () => {
    const { stdout } = await runProgram([polluted, runtime]);
    const nothing = [null, null, null, false, false];
    expect(JSON.parse(stdout)).toEqual([nothing, nothing]);
  });

  it.each([
    ['--inspect=0'],
    ['--input-type=module'],
    ['--input-type', 'module', '--max-old-space-size=400'],
    ['--test-name-pattern', 'any', '--inspect-port', '0'],
  ])('flags that are about the program reach no worker: %s', async (...flags) => {
    const kept = ['--conditions', 'any', '--enable-source-maps'];
    const source = `import(${JSON.stringify(flagged)}).then(({ tell }) => tell('${runtime}'))`;
    const args = flags[0] === '--input-type=module' ? ['-e', source] : [];
    const read = flags[0] === '--input-type' ? ['-e', source] : [flagged, runtime];
    const { stdout, stderr } = await runProgram([...flags, ...kept, ...(args.length > 0 ? args : read)]);
    const ofAll = flags.filter((flag) => flag.startsWith('--max') && runtime === 'child_process');
    expect(JSON.parse(stdout)).toEqual([3, [...ofAll, ...kept], null]);
    // One debugger: that of the program.
    expect(stderr.match(/Debugger listening/g)?.length ?? 0).toBeLessThanOrEqual(1);
  });

  it('a program that is watched works, and its watcher hears nothing of workers', async () => {
    const child = spawn(process.execPath, ['--watch', flagged, runtime], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    try {
      const { value } = await within(child.stdout[Symbol.asyncIterator]().next());
      expect(JSON.parse(String(value).split('\n')[0] ?? '')).toEqual([3, [], null]);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('a signal that many calls share has one listener', async () => {
    const warnings: string[] = [];
    const hear = ({ name }: Error): void => void warnings.push(name);
    process.on('warning', hear);
    const pool = new Pool({ processes: 1, runtime });
    const controller = new AbortController();
    const { signal } = controller;
    const calls = upTo(30).map((x) => pool.map((y: number) => y, [x], { signal }));
    expect(await within(Promise.all(calls))).toEqual(upTo(30).map((x) => [x]));
    const wait = (): Promise<never> => new Promise(() => undefined);
    const open = upTo(30).map(() => pool.map(wait, [1], { signal, onUnsubscribe: 'kill' }));
    controller.abort(new Error('enough'));
    for (const call of open) expect(String(await rejection(call))).toContain('enough');
    process.off('warning', hear);
    expect(warnings).toEqual([]);
    await pool.terminate();
  });
});

describe('a worker thread', () => {
  it('that sends what is no message of the package costs itself, and not the program', async () => {
    const pool = new Pool({ processes: 1 });
    const forge = async (): Promise<number> => {
      const { MessagePort: Port } = await import('node:worker_threads');
      const handles = (process as unknown as { _getActiveHandles(): unknown[] })._getActiveHandles();
      for (const one of handles) if (one instanceof Port) one.postMessage({ type: 'results', parts: 5 });
      await new Promise((resolve) => setTimeout(resolve, 50));
      return handles.filter((one) => one instanceof Port).length;
    };
    const outcome = await within(pool.apply(forge).catch((error: unknown) => error));
    expect(typeof outcome === 'number' || String(outcome).includes('WorkerCrashedError')).toBe(true);
    expect(await within(pool.map((x: number) => x + 1, upTo(10)))).toEqual(upTo(10).map((x) => x + 1));
    await pool.terminate();
  });
});
