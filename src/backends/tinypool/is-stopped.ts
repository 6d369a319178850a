import { readFileSync } from 'node:fs';

/** True if a process is stopped, as by SIGSTOP. Only Linux tells that without a process of its own to ask. */
export function isStopped(pid: number | undefined): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // Before the state there is the program's name, which may contain anything, in parentheses.
    return stat.slice(stat.lastIndexOf(')')).startsWith(') T');
  } catch {
    return false;
  }
}
