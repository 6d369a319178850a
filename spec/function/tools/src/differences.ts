import { isDeepStrictEqual } from 'node:util';
import { Pool } from 'rxjs-pool';
import { functions } from './functions.js';

/** Runs every function in both kinds of worker, and tells which did not give what it should. */
export async function differences(): Promise<string[]> {
  const found: string[] = [];
  for (const runtime of ['worker_threads', 'child_process'] as const) {
    const pool = new Pool({ processes: 1, runtime });
    for (const [name, fn, result] of functions) {
      const outcome: unknown = await pool.apply(fn, [{ value: 5 }]).catch((error: unknown) => error);
      if (!isDeepStrictEqual(outcome, result)) found.push(`${runtime}, ${name}: ${String(outcome)}`);
    }
    await pool.terminate();
  }
  return found;
}
