import { spawn, spawnSync } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { within } from '../helpers.js';

const program = fileURLToPath(new URL('fixtures/few-left.mjs', import.meta.url));

/** Runs the program under a limit of `ulimit`, and returns its lines: none if Node itself cannot start. */
async function under(limit: string, runtime: string, uid?: number): Promise<string[]> {
  const child = spawn(
    'bash',
    ['-c', `ulimit ${limit}; exec "$0" "$1" "$2"`, process.execPath, program, runtime],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
      ...(uid !== undefined && { uid, gid: uid }),
    },
  );
  try {
    return (await within(text(child.stdout))).split('\n').filter(Boolean);
  } finally {
    child.kill('SIGKILL');
  }
}

/** A user who has no processes, which would count, too. */
const NOBODY = 54_321;

/** Root alone may run a program as somebody else, who has to be able to read it. */
const mayBeNobody =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  spawnSync(process.execPath, ['--check', program], { uid: NOBODY, gid: NOBODY }).status === 0;

const ONE_ERROR =
  /^PoolError: Workers cannot start: 3 in a row died before they were ready \(.+\): the system may have no threads, processes, files or memory left; make the pool smaller \(option processes\), or raise its limits \(ulimit\)$/;

describe.each(['worker_threads', 'child_process'])('a system that has little left, %s', (runtime) => {
  /** Tries limits from too few to enough; below them, Node itself cannot start, and says nothing. Versions differ in that. */
  const expectOneEnd = async (limits: readonly string[], uid?: number): Promise<void> => {
    const outcomes = new Set<boolean>();
    for (const limit of limits) {
      const said = await under(limit, runtime, uid);
      if (said.length === 0) continue;
      const calls = said.slice(0, -1);
      expect(said.at(-1)).toBe('ended');
      expect(calls).toHaveLength(2);
      for (const call of calls) {
        outcomes.add(call === 'fine');
        expect(call === 'fine' || ONE_ERROR.test(call), `${limit}: ${call}`).toBe(true);
      }
      // Workers that have started may have done the first call before it is clear that others cannot start.
      if (calls[0] !== 'fine') expect(calls[1]).toBe(calls[0]);
    }
    expect(outcomes).toEqual(new Set([false, true]));
  };

  it.runIf(process.platform === 'linux')('gives each call its results or one PoolError: files', async () => {
    await expectOneEnd([20, 24, 28, 32, 36, 40, 100].map((files) => `-n ${files}`));
  });

  it.runIf(mayBeNobody)('gives each call its results or one PoolError: threads and processes', async () => {
    await expectOneEnd(
      [7, 8, 9, 10, 11, 12, 13, 14, 20, 100].map((processes) => `-u ${processes}`),
      NOBODY,
    );
  });
});
