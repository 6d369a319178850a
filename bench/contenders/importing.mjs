import { mainCpu } from '../main-cpu.mjs';
import { peakMemory } from '../peak-memory.mjs';

/**
 * Makes the `start` of a contender whose only job is to load modules.
 *
 * @param {string[]} specifiers
 * @returns {import('../contenders.mjs').Start}
 */
export const startImporting = (specifiers) => () => ({
  async run({ job }) {
    const begin = performance.now();
    const cpuBefore = mainCpu();
    for (const specifier of specifiers) await import(specifier);
    const wallMs = performance.now() - begin;
    const cpuMs = mainCpu() - cpuBefore;
    return { count: job.count, sum: 0, expected: 0, wallMs, firstMs: wallMs, cpuMs, peakMb: peakMemory() };
  },
  stop: async () => undefined,
});
