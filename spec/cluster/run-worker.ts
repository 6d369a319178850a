import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { within } from '../helpers.js';

const cli = fileURLToPath(new URL('../../dist/node/cli.js', import.meta.url));
const tasks = fileURLToPath(new URL('tasks.js', import.meta.url));

/** The command, running. */
export interface RunningWorker {
  readonly child: ChildProcess;
  /** Its lines so far, of both outputs. */
  readonly lines: readonly string[];
  /** Waits for a line; fails if it ends before. */
  line(isIt: (line: string) => boolean): Promise<string>;
  /** Its exit code, once it has ended. */
  ended(): Promise<number | null>;
  /** Ends it at once. */
  kill(): Promise<void>;
}

/** Starts `rxjs-pool` as a user would. */
export function runCli(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  execArgv: readonly string[] = [],
): RunningWorker {
  const child = spawn(process.execPath, [...execArgv, cli, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => {
      lines.push(line);
      for (const look of waiting) look();
    });
  }
  const gone = once(child, 'close').then(([code]) => code as number | null);
  return {
    child,
    lines,
    line: (isIt) =>
      within(
        new Promise((resolve, reject) => {
          const look = (): void => {
            const found = lines.find(isIt);
            if (found === undefined) return;
            waiting.delete(look);
            resolve(found);
          };
          waiting.add(look);
          void gone.then(() => reject(new Error(`it has ended: ${lines.join('\n')}`)));
          look();
        }),
        60_000,
        'a line of the worker',
      ),
    ended: () => within(gone, 60_000, 'the end of the worker'),
    async kill() {
      child.kill('SIGKILL');
      await within(gone, 60_000, 'the end of the worker');
    },
  };
}

/** Starts a worker for `tasks.js`, and waits until it serves. */
export async function runWorker(
  queue: string,
  redis: string,
  {
    processes = 1,
    env,
    execArgv,
  }: { processes?: number; env?: NodeJS.ProcessEnv; execArgv?: readonly string[] } = {},
): Promise<RunningWorker> {
  const args = ['--queue', queue, '--redis', redis, '--tasks', tasks, '--processes', String(processes)];
  const worker = runCli(['worker', ...args], env, execArgv);
  await worker.line((line) => line.includes('serving queue'));
  return worker;
}
