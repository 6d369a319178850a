import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { start } from './start.js';

/** Runs a program to its end. */
export async function run(
  program: string,
  args: readonly string[],
  input = '',
): Promise<{ code: number; lines: string[]; errors: string }> {
  const child = start(program, ...args);
  // It may end before it has read everything.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number]>,
  ]);
  return { code, lines: output.split('\n').slice(0, -1), errors };
}
