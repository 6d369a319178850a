import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { UnshippableFunctionError } from 'rxjs-pool';
import { describe, expect, it } from 'vitest';
import { probes, rejection, upTo, within } from '../helpers.js';
import { arena } from './arena.js';
import { runCli } from './run-worker.js';
import { hidden } from './hidden.js';
import { gated, machine, square } from './tasks.js';

const file = fileURLToPath(new URL('tasks.js', import.meta.url));

describe('rxjs-pool worker', () => {
  const { redis: startRedis, worker: startWorker, pool: makePool, onEnd } = arena();
  const probe = probes();

  it.each([
    ['', 'there must be a command, worker: received nothing'],
    ['serve', "there must be a command, worker: received 'serve'"],
    ['worker more', "there must be nothing behind the command but flags: received 'more'"],
    ['worker', '--queue must be a name without colons: received nothing'],
    ['worker --queue a:b', "--queue must be a name without colons: received 'a:b'"],
    ['worker --queue q', '--redis must be a URL that begins with redis:// or rediss://: received nothing'],
    ['worker --queue q --redis http://u:secret@h', 'rediss://: received something else'],
    ['worker --queue q --redis redis://h', '--tasks must be the path of a module: received nothing'],
    ['worker --queue q --redis redis://h --tasks t --processes 0', "from 1 to 1024: received '0'"],
    ['worker --queue q --fast', "Unknown option '--fast'"],
    ['worker --queue', "Option '--queue <value>' argument missing"],
  ])('%s: one line and exit code 2', async (line, message) => {
    const worker = runCli(line.split(' ').filter(Boolean));
    expect(await worker.ended()).toBe(2);
    expect(worker.lines).toHaveLength(1);
    expect(worker.lines[0]).toMatch(/^Cannot start a worker: .*; --help lists all flags$/);
    expect(worker.lines[0]).toContain(message);
    expect(worker.lines[0]).not.toContain('secret');
  });

  it('--help explains every flag', async () => {
    const worker = runCli(['--help']);
    expect(await worker.ended()).toBe(0);
    const text = worker.lines.join('\n');
    for (const flag of ['--queue', '--redis', '--tasks', '--processes', '--allow-source', '--help']) {
      expect(text).toContain(flag);
    }
  });

  it('without Redis: one line and exit code 1', async () => {
    const redis = await startRedis();
    await redis.kill();
    const worker = runCli(['worker', '--queue', 'q', '--redis', redis.url, '--tasks', file]);
    expect(await worker.ended()).toBe(1);
    expect(worker.lines).toEqual([
      `Cannot start a worker: Redis at 127.0.0.1:${redis.port} does not answer: connect ECONNREFUSED 127.0.0.1:${redis.port}`,
    ]);
  });

  it('with a wrong password: one line without it, and exit code 1', async () => {
    const redis = await startRedis('--requirepass', 'right');
    const url = redis.url.replace('//', '//:hunter2@');
    const worker = runCli(['worker', '--queue', 'q', '--redis', url, '--tasks', file]);
    expect(await worker.ended()).toBe(1);
    expect(worker.lines).toHaveLength(1);
    expect(worker.lines[0]).toContain('WRONGPASS');
    expect(worker.lines[0]).not.toContain('hunter2');
  });

  it('without its module, or with one that fails: one line and exit code 1', async () => {
    const redis = await startRedis();
    const start = (tasks: string) =>
      runCli(['worker', '--queue', 'q', '--redis', redis.url, '--tasks', tasks]);
    const none = start('/nowhere/tasks.js');
    expect(await none.ended()).toBe(1);
    expect(none.lines).toEqual([
      "Cannot start a worker: --tasks must be a file that exists: received '/nowhere/tasks.js'",
    ]);
    const failing = start(fileURLToPath(new URL('../fixtures/modules/fails.js', import.meta.url)));
    expect(await failing.ended()).toBe(1);
    expect(failing.lines).toHaveLength(1);
    expect(failing.lines[0]).toContain('--tasks must be a module that can be imported');
  });

  it('says that its clock is wrong', async () => {
    const redis = await startRedis();
    const execArgv = ['--import', new URL('skew.mjs', import.meta.url).href];
    const worker = await startWorker('q', redis.url, { env: { SKEW: '-600000' }, execArgv });
    expect(await worker.line((line) => line.includes('clock'))).toMatch(
      /this machine's clock is (?:599|600|601) s behind that of Redis/,
    );
  });

  it('several share the work, and say what they do', async () => {
    const redis = await startRedis();
    const workers = [await startWorker('etl', redis.url), await startWorker('etl', redis.url)];
    const pids = await within(makePool(redis.url).map(machine, upTo(40), 1));
    expect(new Set(pids)).toEqual(new Set(workers.map(({ child }) => child.pid)));
    for (const worker of workers) {
      expect(worker.lines[0]).toContain(`serving queue 'etl' at 127.0.0.1:${redis.port} with 1 thread`);
      await worker.line((line) => /tasks of tasks\.js, version [0-9a-f]{16}$/.test(line));
      worker.child.kill('SIGTERM');
      expect(await worker.ended()).toBe(0);
      expect(worker.lines.join('\n')).toMatch(
        /draining: 0 running\n.*done: \d+ items in \d+ chunks, 0 failed\n.*ended$/,
      );
    }
  });

  it('drains on SIGTERM: what runs comes to its end, and nothing else begins', async () => {
    const redis = await startRedis();
    const worker = await startWorker('etl', redis.url);
    const traces = probe();
    const pool = makePool(redis.url, { processes: 1 });
    const results = pool.map(gated, traces.items(2), { chunksize: 1 });
    await traces.until((lines) => lines.includes('began 0'));
    worker.child.kill('SIGTERM');
    await worker.line((line) => line.includes('draining: 1 running'));
    traces.open();
    expect(await worker.ended()).toBe(0);
    expect(traces.lines()).toEqual(['began 0', 'ended 0']);
    await startWorker('etl', redis.url);
    expect(await within(results)).toEqual([0, 1]);
    expect(traces.lines().filter((line) => line === 'began 0')).toHaveLength(1);
  });

  it('refuses tasks that are not those of the driver', async () => {
    const redis = await startRedis();
    const folder = mkdtempSync(join(tmpdir(), 'rxjs-pool-tasks-'));
    onEnd(() => rmSync(folder, { recursive: true }));
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(fileURLToPath(new URL('../../', import.meta.url)), join(folder, 'node_modules', 'rxjs-pool'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    const write = (version: string, factor: number): string => {
      const path = join(folder, version, 'scores.js');
      mkdirSync(join(folder, version));
      writeFileSync(join(folder, version, 'factor.js'), `export const factor = ${factor};\n`);
      writeFileSync(
        path,
        `import { defineTasks } from 'rxjs-pool/tasks';\nimport { factor } from './factor.js';\n` +
          `export const { score } = defineTasks(import.meta.url, { score: (x) => x * factor });\n`,
      );
      return path;
    };
    const [old, fresh] = [write('old', 2), write('fresh', 3)];
    const start = async (path: string) => {
      const args = ['worker', '--queue', 'etl', '--redis', redis.url, '--tasks', path, '--processes', '1'];
      const worker = runCli(args);
      onEnd(() => worker.kill());
      await worker.line((line) => line.includes('version'));
      return worker;
    };
    const stale = await start(old);
    const { score } = (await import(pathToFileURL(fresh).href)) as { score: (x: number) => number };
    const pool = makePool(redis.url);
    const error = await rejection(pool.map(score, [1, 2]));
    expect(error).toBeInstanceOf(UnshippableFunctionError);
    expect(String(error)).toMatch(
      /Cannot run 'score': scores\.js must be the same at the driver \([0-9a-f]{16}\) and here/,
    );
    await stale.line((line) => line.includes("refused: Cannot run 'score'"));
    // The same build in another folder is the same.
    cpSync(join(folder, 'fresh'), join(folder, 'copy'), { recursive: true });
    await stale.kill();
    await start(join(folder, 'copy', 'scores.js'));
    expect(await within(pool.map(score, [1, 2]))).toEqual([3, 6]);
    // Another attempt may come to a worker that has it.
    await start(old);
    expect(await within(pool.map(score, upTo(50), { retries: 20, chunksize: 1 }))).toEqual(
      upTo(50).map((x) => 3 * x),
    );
  });

  it('refuses modules that it was not told to serve', async () => {
    const redis = await startRedis();
    await startWorker('etl', redis.url);
    const error = await rejection(makePool(redis.url).map(hidden, [1]));
    expect(String(error)).toContain("hidden.js must be one of the worker's modules: it has tasks.js");
  });

  it('runs what its modules export, and lets a driver end that forgets its pool', async () => {
    const redis = await startRedis();
    const exported = fileURLToPath(new URL('exported.js', import.meta.url));
    const args = ['worker', '--queue', 'etl', '--redis', redis.url, '--tasks', exported, '--processes', '1'];
    const worker = runCli(args);
    onEnd(() => worker.kill());
    await worker.line((line) => line.includes('version'));
    const driver = fileURLToPath(new URL('exporting.mjs', import.meta.url));
    const { stdout } = await within(promisify(execFile)(process.execPath, [driver, redis.url]));
    expect(stdout).toBe('[7,14]\n');
  });

  it('source travels only if both sides allow it', async () => {
    const redis = await startRedis();
    const worker = await startWorker('etl', redis.url);
    const factor = 3;
    const times = (x: number) => x * factor;
    const refused = await rejection(makePool(redis.url).map(times, [1]));
    expect(refused).toBeInstanceOf(UnshippableFunctionError);
    expect(String(refused)).toContain("Cannot send function 'times' through the queue: it must be a task");
    const pool = makePool(redis.url, { allowSource: true });
    const unasked = await rejection(pool.map(times, [1]));
    expect(String(unasked)).toContain('this worker must be started with --allow-source');
    await worker.kill();
    const args = ['worker', '--queue', 'etl', '--redis', redis.url, '--allow-source', '--processes', '1'];
    const open = runCli(args);
    onEnd(() => open.kill());
    await open.line((line) => line.includes('runs what comes as source'));
    expect(await within(pool.map(times, [1, 2]))).toEqual([3, 6]);
  });

  it('the queue carries no source of a function that goes by reference', async () => {
    const redis = await startRedis();
    const pool = makePool(redis.url);
    const admin = new Redis(redis.url);
    onEnd(() => admin.disconnect());
    const controller = new AbortController();
    const results = pool.map(square, [1, 2], { signal: controller.signal });
    results.catch(() => undefined);
    const job = async (): Promise<string> => {
      for (;;) {
        const [key] = (await admin.keys('bull:etl:*')).filter((one) => one.endsWith('-1'));
        if (key) return JSON.stringify(await admin.hgetall(key));
      }
    };
    const text = await within(job());
    expect(text).toContain('square');
    expect(text).not.toMatch(/=>|file:/);
    controller.abort();
  });
});
