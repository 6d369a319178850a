import { readFileSync } from 'node:fs';

/** The most memory that this process ever held (peak RSS), in MB. */
export function peakMemory() {
  // Linux counts what the parent held into a child's `maxRSS`.
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS / 1024;
  const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}
