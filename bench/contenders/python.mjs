import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/**
 * `multiprocessing.Pool.imap_unordered`. Python makes its own items and measures itself: what crosses over to it here
 * is the job and its figures.
 *
 * @type {import('../contenders.mjs').Start}
 */
export function start(workers) {
  const script = fileURLToPath(new URL('python.py', import.meta.url));
  const python = spawn('python3', [script, String(workers)], { stdio: ['pipe', 'pipe', 'inherit'] });
  // What is written to a process that has ended is lost; `gone` tells.
  python.stdin.on('error', () => undefined);
  const lines = createInterface({ input: python.stdout });
  const gone = new Promise((_, reject) => {
    python.once('error', () => reject(new Error('python3 is not installed')));
    python.once('exit', (code) => reject(new Error(`python3 exited with code ${code}`)));
  });
  // Also when no job waits: the next one is told.
  gone.catch(() => undefined);
  return {
    async run({ job }) {
      python.stdin.write(`${JSON.stringify(job)}\n`);
      const [line] = await Promise.race([once(lines, 'line'), gone]);
      return JSON.parse(line);
    },
    async stop() {
      python.stdin.end();
    },
  };
}
