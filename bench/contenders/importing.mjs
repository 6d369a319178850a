import { mainCpu } from '../main-cpu.mjs';
import { peakMemory } from '../peak-memory.mjs';

/**
 * Makes the `start` of a contender whose only job is to load a module.
 *
 * @param {string} specifier
 * @param {readonly string[]} before what is loaded before, and not measured
 * @returns {import('../contenders.mjs').Start}
 */
export const startImporting =
  (specifier, before = []) =>
  () => ({
    async run({ job }) {
      for (const other of before) await import(other);
      const begin = performance.now();
      const cpuBefore = mainCpu();
      await import(specifier);
      const wallMs = performance.now() - begin;
      const cpuMs = mainCpu() - cpuBefore;
      return { count: job.count, sum: 0, expected: 0, wallMs, firstMs: wallMs, cpuMs, peakMb: peakMemory() };
    },
    stop: async () => undefined,
  });
