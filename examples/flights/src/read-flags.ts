import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** What a run is to do. */
export interface Flags {
  readonly help: boolean;
  readonly compare: boolean;
  /** URL of the Redis that two workers are reached through; undefined for workers of this program. */
  readonly cluster: string | undefined;
  readonly processes: number;
  readonly bootstrap: number;
  readonly out: string;
  /** Where the trace goes; undefined if there is to be none. */
  readonly trace: string | undefined;
}

/** A flag that cannot be used; the message is one line for the person who typed it. */
export class BadFlag extends Error {
  override readonly name = 'BadFlag';
}

// Upper bounds stop a slip of the finger, not a need: a thread costs tens of MB, 100,000 resamples about two hours.
const MOST_PROCESSES = 256;
const MOST_RESAMPLES = 100_000;

const options = {
  processes: { type: 'string' },
  bootstrap: { type: 'string' },
  out: { type: 'string' },
  cluster: { type: 'string' },
  trace: { type: 'string' },
  compare: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const defaultOut = fileURLToPath(new URL('../out', import.meta.url));

/** What `--help` prints. */
export const usage = `Which US airport keeps its passengers waiting? 3,000,000 flights through a pool of workers.

Usage: npm start -- [flags]

  --processes N   workers, 1 to ${MOST_PROCESSES} (default: one per core, here ${availableParallelism()})
  --bootstrap B   resamples per airport, 1 to ${MOST_RESAMPLES} (default: 100)
  --out DIR       where the two SVG files go (default: examples/flights/out)
  --cluster URL   run on two worker processes, through Redis at redis://...
  --trace FILE    record what the workers do, as a page; as JSON for Perfetto if FILE ends with .json
  --compare       run the same on one thread as well, and print how many times as fast the pool is
  --help          print this
`;

/**
 * Reads the command line.
 *
 * @throws BadFlag naming the first flag that is unknown, lacks its value or has one that cannot be used.
 */
export function readFlags(args: readonly string[]): Flags {
  // Not strict, because in strict mode parseArgs explains `--bootstrap -1` in three lines that do not say what
  // would be right.
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  const given = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind === 'positional') throw bad(`Unexpected argument '${token.value}'`);
    if (token.kind === 'option-terminator') continue;
    const option = Object.hasOwn(options, token.name)
      ? options[token.name as keyof typeof options]
      : undefined;
    if (option === undefined) throw bad(`Unknown flag '${token.rawName}'`);
    if (option.type === 'boolean' && token.value !== undefined) {
      throw bad(`--${token.name} takes no value: received '${token.value}'`);
    }
    if (option.type === 'string' && !token.value) throw bad(`--${token.name} needs a value`);
    given.set(token.name, token.value ?? '');
  }
  return {
    help: given.has('help'),
    compare: given.has('compare'),
    cluster: redisUrl(given.get('cluster')),
    processes: wholeNumber('processes', given.get('processes'), availableParallelism(), MOST_PROCESSES),
    bootstrap: wholeNumber('bootstrap', given.get('bootstrap'), 100, MOST_RESAMPLES),
    out: given.get('out') ?? defaultOut,
    trace: given.get('trace'),
  };
}

function redisUrl(text: string | undefined): string | undefined {
  if (text === undefined || /^rediss?:\/\//.test(text)) return text;
  throw bad(`--cluster must be a URL that begins with redis:// or rediss://: received '${text}'`);
}

function wholeNumber(flag: string, text: string | undefined, otherwise: number, most: number): number {
  if (text === undefined) return otherwise;
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= 1 && value <= most) return value;
  throw bad(`--${flag} must be a whole number from 1 to ${most}: received '${text}'`);
}

function bad(message: string): BadFlag {
  return new BadFlag(`${message}; --help lists all flags`);
}
