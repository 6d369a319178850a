import { from } from 'rxjs';
import { Pool, poolMap } from 'rxjs-pool';
import { tracePool } from 'rxjs-pool/insight';
import { report } from 'rxjs-pool/tasks';
import { virtualExecutor } from 'rxjs-pool/testing';
import { TestScheduler } from 'rxjs/testing';

/**
 * A badly chunked job: one worker has most of the work, one item fails, one kills its worker, one
 * reports how far it is. In virtual time, so that
 * the picture is the same on any machine.
 */
export function sampleTrace() {
  const scheduler = new TestScheduler(() => undefined);
  return scheduler.run(({ flush }) => {
    const executor = virtualExecutor(scheduler, {
      processes: 2,
      duration: 8,
      crashes: (item) => item === 64,
    });
    const pool = new Pool({ executor });
    const trace = tracePool(pool);
    const items = Array.from({ length: 66 }, (_, at) => at);
    from(items)
      .pipe(poolMap(unevenly, { pool, chunksize: 60, settle: true, onReport: () => undefined }))
      .subscribe();
    flush();
    trace.stop();
    return trace;
  });
}

/** @param {number} n */
function unevenly(n) {
  if (n === 30) report({ share: 0.5 });
  if (n === 7) throw new RangeError('seven </script>');
  return n;
}
