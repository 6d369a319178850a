// The same in TypeScript, of which a loader makes code that nobody has written.
import { Pool } from 'rxjs-pool';

interface Row {
  readonly limit: number;
}

const row: Row = { limit: 3 };

const selfContained = (x: number): number => {
  const inner = (y: number): never => {
    // A comment.

    throw new Error(`no ${y}`);
  };
  return inner(x);
};
const closure = (x: number): void => {
  // Another one.
  if (x < row.limit) throw new RangeError('low');
};

const pool = new Pool({ processes: 1, runtime: process.argv[2] as 'worker_threads' });
for (const fn of [selfContained, closure]) {
  const error: unknown = await pool.apply(fn, [1]).catch((reason: unknown) => reason);
  console.log((error as Error).stack?.replaceAll(import.meta.url, 'HERE'));
}
await pool.terminate();
