import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { rejection, within } from '../helpers.js';
import { arena } from './arena.js';

const main = fileURLToPath(new URL('../../examples/flights/dist/main.js', import.meta.url));
const run = promisify(execFile);

describe('the flights on a cluster', () => {
  const { redis: startRedis, onEnd } = arena();

  function start(url: string): Promise<{ stdout: string; stderr: string }> {
    const out = mkdtempSync(join(tmpdir(), 'rxjs-pool-flights-'));
    onEnd(() => rmSync(out, { recursive: true }));
    const flags = ['--cluster', url, '--compare', '--processes', '2', '--bootstrap', '2', '--out', out];
    return within(run(process.execPath, [main, ...flags]), 80_000, 'the flights');
  }

  it('give the same numbers as on one thread', async () => {
    const { stdout, stderr } = await start((await startRedis()).url);
    expect(stderr).toContain('On two workers, 2 threads in all:');
    expect(stdout).toContain('same results');
  });

  it('say in one line that Redis is missing', async () => {
    const redis = await startRedis();
    await redis.kill();
    const { code, stderr } = (await rejection(start(redis.url), 80_000)) as { code: number; stderr: string };
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('does not answer: connect ECONNREFUSED');
  });
});
