import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** Starts a program, which ends with the test at the latest. */
export function start(program: string, ...args: string[]): ChildProcessWithoutNullStreams {
  const file = fileURLToPath(new URL(`../${program}.mjs`, import.meta.url));
  const child = spawn(process.execPath, [file, ...args]);
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}
