import { execFile } from 'node:child_process';
import { promisify, stripVTControlCharacters } from 'node:util';

const run = promisify(execFile);

/** What a program printed. */
export interface Printed {
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly node?: string;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Deadline, in ms. */
  readonly timeout?: number;
}

/**
 * Runs a program with Node until it ends.
 *
 * @throws Error (rejects) with what it printed, if it fails or takes too long.
 */
export async function runProgram(
  args: readonly string[],
  { node = process.execPath, cwd, env = {}, timeout = 60_000 }: RunOptions = {},
): Promise<Printed> {
  // What vitest tells its own processes would change how these behave.
  const { NODE_OPTIONS: _options, VITEST: _vitest, NODE_V8_COVERAGE: _coverage, ...outer } = process.env;
  const { stdout, stderr } = await run(node, args, {
    cwd,
    env: { ...outer, ...env },
    timeout,
    killSignal: 'SIGKILL',
  }).catch((error: Error & Partial<Printed>) => {
    throw new Error(`${error.message}\n${error.stdout}\n${error.stderr}`, { cause: error });
  });
  return { stdout: stripVTControlCharacters(stdout), stderr: stripVTControlCharacters(stderr) };
}
