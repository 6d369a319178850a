// For `node --import`: the service says how late its event loop was since it was last told to begin, and how much memory
// it has needed.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

if (isMainThread && process.send) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  process.on('message', (message) => {
    if (message === 'begin') delay.reset();
    // In ms; the histogram has nanoseconds, and counts the ms between two looks.
    const at = (/** @type {number} */ percentile) => Math.max(0, delay.percentile(percentile) / 1e6 - 1);
    process.send?.({ p50: at(50), p99: at(99), max: at(100), peakMB: process.resourceUsage().maxRSS / 1024 });
  });
  process.channel?.unref();
}
