import { animationFrameScheduler, interval, map, type Observable, pairwise, scan, timestamp } from 'rxjs';

/** Frames per second, smoothed over about the last twenty. */
export function frameRate(): Observable<number> {
  return interval(0, animationFrameScheduler).pipe(
    timestamp({ now: () => performance.now() }),
    pairwise(),
    map(([before, now]) => now.timestamp - before.timestamp),
    scan((mean, time) => mean + (time - mean) / 20, 16),
    map((mean) => 1000 / mean),
  );
}
