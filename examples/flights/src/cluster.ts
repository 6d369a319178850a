import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Pool } from 'rxjs-pool';
import { bullmqExecutor } from 'rxjs-pool/bullmq';

const QUEUE = 'flights';
const WORKERS = 2;

/** A pool on a queue, and the two workers that serve it. */
export interface Cluster {
  readonly pool: Pool;
  /** Ends all of it. */
  readonly end: () => Promise<void>;
}

/**
 * Starts two workers as two machines would, and a pool that reaches them through Redis.
 *
 * @param redis - URL of Redis.
 * @param processes - Threads of both together.
 * @throws Error (rejects) with what a worker says when it cannot start, in one line.
 */
export async function startCluster(redis: string, processes: number): Promise<Cluster> {
  const threads = Math.ceil(processes / WORKERS);
  const workers = Array.from({ length: WORKERS }, () => startWorker(redis, threads));
  const endWorkers = (): void => workers.forEach((worker) => worker.kill('SIGTERM'));
  process.once('exit', endWorkers);
  try {
    await Promise.all(workers.map(isReady));
  } catch (error) {
    endWorkers();
    throw error;
  }
  const executor = bullmqExecutor({ queue: QUEUE, connection: redis, processes: threads * WORKERS });
  const pool = new Pool({ executor });
  return {
    pool,
    async end() {
      await pool.terminate();
      endWorkers();
    },
  };
}

function startWorker(redis: string, threads: number): ChildProcess {
  const command = fileURLToPath(new URL('dist/node/cli.js', import.meta.resolve('rxjs-pool/package.json')));
  const tasks = fileURLToPath(new URL('tasks.js', import.meta.url));
  const flags = ['--queue', QUEUE, '--redis', redis, '--tasks', tasks, '--processes', String(threads)];
  return spawn(process.execPath, [command, 'worker', ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
}

async function isReady({ stdout, stderr }: ChildProcess): Promise<void> {
  let complaint = '';
  stderr?.on('data', (text: Buffer) => (complaint += text.toString()));
  if (!stdout) return;
  for await (const line of createInterface({ input: stdout })) {
    if (!line.includes('serving queue')) continue;
    stdout.resume();
    return;
  }
  throw new Error(complaint.trim());
}
