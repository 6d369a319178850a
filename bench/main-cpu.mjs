import { readFileSync } from 'node:fs';

/**
 * The CPU time that the main thread has used, in ms. `process.cpuUsage()` would add that of the workers.
 *
 * Linux tells; elsewhere it is the time in which the event loop had work, which is the same on a quiet machine.
 *
 * @returns {number}
 */
export function mainCpu() {
  if (process.platform !== 'linux') return performance.eventLoopUtilization().active;
  const [nanoseconds] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ');
  return Number(nanoseconds) / 1e6;
}
