import type { Options } from 'tinypool';

const WATCH = 'WATCH_REPORT_DEPENDENCIES';
const OPTIONS = 'NODE_OPTIONS';

/**
 * Environment variables as a worker gets them: those that are undefined are not there, for which threads would take the
 * text 'undefined', and nothing that was put into `Object.prototype` is, which Node hands on to child processes.
 */
export function environmentOf(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const own: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value !== undefined) own[name] = value;
  return own;
}

/**
 * The environment of this program as a worker gets it, and undefined if that is what it gets anyway.
 *
 * `node --watch` has Node tell of each module on the channel of a worker, where tinypool expects nothing else; a debugger
 * of this program is none of its child processes.
 */
export function inheritedEnvironment(runtime: 'worker_threads' | 'child_process'): Options['env'] {
  // A child process would start with an empty environment.
  if (runtime === 'worker_threads' && !Object.hasOwn(process.env, WATCH)) return undefined;
  const env = environmentOf(process.env);
  delete env[WATCH];
  if (runtime === 'worker_threads') return env;
  if (Object.hasOwn(env, OPTIONS)) env[OPTIONS] = env[OPTIONS]?.replaceAll(/(?<!\S)--inspect\S*/g, '') ?? '';
  return env;
}

/** Flags that are about the program itself: its source, its debugger, its tests, its watcher. */
const OF_THE_PROGRAM = /^(?:--(?:input-type|watch|test|inspect|eval|print)\b|-(?:e|p|pe)$)/;

/** The flags of this program as a worker gets them, and undefined if that is what it gets anyway. */
export function inheritedFlags(flags = process.execArgv): string[] | undefined {
  const kept: string[] = [];
  let isDropped = false;
  for (const flag of flags) {
    // A word without a dash is the value of the flag before it.
    if (flag.startsWith('-')) isDropped = OF_THE_PROGRAM.test(flag);
    if (!isDropped) kept.push(flag);
  }
  return kept.length < flags.length ? kept : undefined;
}

/** Names that every object inherits, as something was put into `Object.prototype`: none of them is an option. */
export function withoutInherited<T extends object>(options: T): T {
  const inherited: Record<string, undefined> = {};
  for (const name in Object.prototype) inherited[name] = undefined;
  return { ...inherited, ...options };
}
