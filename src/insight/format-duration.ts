/** A time for people: '3.2 s', '14 ms', '20 µs', '60 ns'. */
export function formatDuration(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms >= 10) return `${ms.toFixed(0)} ms`;
  if (ms >= 1) return `${ms.toFixed(1)} ms`;
  return ms >= 0.001 || ms === 0 ? `${(ms * 1e3).toFixed(0)} µs` : `${(ms * 1e6).toFixed(0)} ns`;
}
