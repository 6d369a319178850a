import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Trouble } from './trouble.js';

/** What a worker is to serve, and how. */
export interface Flags {
  readonly queue: string;
  readonly redis: string;
  readonly tasks: readonly string[];
  readonly processes: number;
  readonly allowSource: boolean;
}

// An upper bound stops a slip of the finger, not a need: a thread costs tens of MB.
const MOST_PROCESSES = 1024;

const options = {
  queue: { type: 'string' },
  redis: { type: 'string' },
  tasks: { type: 'string', multiple: true },
  processes: { type: 'string' },
  'allow-source': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** What `--help` prints. */
export const usage = `Serves a queue of rxjs-pool on this machine; several may serve the same queue, on several machines.

Usage: npx rxjs-pool worker --queue NAME --redis URL --tasks FILE [flags]

  --queue NAME      the queue: what the driver gave to bullmqExecutor()
  --redis URL       where Redis is: redis://user:password@host:6379/0, or rediss:// for TLS
  --tasks FILE      a module with tasks, in the driver's build; more than one may be given
  --processes N     threads, 1 to ${MOST_PROCESSES} (default: one per core, here ${availableParallelism()})
  --allow-source    run functions that come as source: who can write to Redis then runs code here
  --help            print this

SIGTERM and SIGINT let what runs come to its end; a second one ends the worker now.
`;

/**
 * Reads the command line.
 *
 * @throws Trouble that names the first thing that is wrong with it.
 */
export function readFlags(args: readonly string[]): Flags | 'help' {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  const [command, ...others] = positionals;
  if (command !== 'worker') throw bad(`there must be a command, worker: received ${say(command)}`);
  if (others.length > 0)
    throw bad(`there must be nothing behind the command but flags: received ${say(others[0])}`);
  const { queue, redis, tasks = [], processes } = values;
  if (queue === undefined || !/^[^:]+$/.test(queue)) {
    throw bad(`--queue must be a name without colons: received ${say(queue)}`);
  }
  if (redis === undefined || !/^rediss?:\/\//.test(redis)) {
    // It may have a password.
    const received = redis === undefined ? say(redis) : 'something else';
    throw bad(`--redis must be a URL that begins with redis:// or rediss://: received ${received}`);
  }
  const allowSource = values['allow-source'] ?? false;
  if (tasks.length === 0 && !allowSource) throw bad(`--tasks must be the path of a module: received nothing`);
  return { queue, redis, tasks, allowSource, processes: readProcesses(processes) };
}

function parse(
  args: readonly string[],
): ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    // It goes on to tell how a value that begins with a dash is written.
    const [what = ''] = (error as Error).message.split('. ');
    throw bad(what);
  }
}

function readProcesses(text: string | undefined): number {
  if (text === undefined) return availableParallelism();
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= 1 && value <= MOST_PROCESSES) return value;
  throw bad(`--processes must be a whole number from 1 to ${MOST_PROCESSES}: received ${say(text)}`);
}

function say(text: string | undefined): string {
  return text === undefined ? 'nothing' : `'${text}'`;
}

function bad(what: string): Trouble {
  return new Trouble(`Cannot start a worker: ${what}; --help lists all flags`, 2);
}
