const hrtime = process.hrtime.bind(process);

/** Milliseconds on a clock that all threads and processes of a machine share, and that nobody sets. */
export function monotonic(): number {
  const [seconds, nanoseconds] = hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
