const NO_PROCESS = 'about a process of Node';
const NO_PROCESS_EVENTS = 'listens to events of Node’s process';
const NO_OPTIONS = 'about options of Node’s workers';
const NO_MODULES = 'uses modules of Node';
const NO_FILES = 'the worker is in one piece here, as those of applications are';
const NO_CLOSURES = 'counts in what its function has captured';
const NO_MEMORY = 'shares memory, and this page is not cross-origin isolated';

/** Specs that cannot hold in a browser, by the beginning of their names, and why. */
const reasons: Readonly<Record<string, string>> = {
  'worker_threads ': NO_OPTIONS,
  'child_process ': NO_PROCESS,
  'retries give an item that crashed or was late':
    'asks for files, too slowly for its timeout; `web.spec.ts` has one without',
  'running out of memory': NO_OPTIONS,
  'workers that cannot start fail': NO_OPTIONS,
  'env is the environment': NO_OPTIONS,
  'execArgv are': NO_OPTIONS,
  'an iterator whose return() throws': NO_PROCESS_EVENTS,
  'a callback that throws is heard': NO_PROCESS_EVENTS,
  'a failure that nobody asks for': NO_PROCESS_EVENTS,
  'an observer that throws': NO_PROCESS_EVENTS,
  'tells of a death that no item is charged with, in place': NO_PROCESS_EVENTS,
  'onCrash that throws': NO_PROCESS_EVENTS,
  'strings, sets, maps, generators, arrays and Node streams': NO_MODULES,
  'system errors keep': NO_MODULES,
  'apply behind a map of a million': NO_CLOSURES,
  'an error of another realm': NO_MODULES,
  'the stack shows where in the worker': NO_FILES,
  'a Buffer is mapped': NO_MODULES,
  'a moved result next to': NO_MODULES,
  'a moved part of a small Buffer': NO_MODULES,
};

const withSharedMemory = [
  'may lie in shared memory',
  'a late function that is stuck in native code',
  'a chunk of functions that never pause',
  "'finish' leaves a running function alone",
];

/**
 * Why a spec cannot hold in a browser; undefined for one that can.
 *
 * @param name - What it is called, and what the group around it is called.
 */
export function notInBrowsers(...name: readonly [group: string, spec: string]): string | undefined {
  const [group, spec] = name;
  const known = Object.entries(reasons).find(
    ([start]) => `${group} `.startsWith(start) || spec.startsWith(start),
  );
  if (known) return known[1];
  return !crossOriginIsolated && withSharedMemory.some((start) => spec.startsWith(start))
    ? NO_MEMORY
    : undefined;
}
