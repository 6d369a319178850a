import { mkdtempSync, readdirSync, rmSync, unlinkSync, watch } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const preload = new URL('announce-worker.mjs', import.meta.url).href;

/** Kills worker processes of a service that was started with its `env` and `options`. */
export class WorkerKiller {
  #folder = mkdtempSync(join(tmpdir(), 'nest-example-'));
  env = { RUNTIME: 'child_process', WORKERS_FOLDER: this.#folder };
  options = ['--import', preload];
  kills = 0;

  /** Kills one worker, as soon as there is one. */
  async killNext() {
    const watcher = watch(this.#folder);
    try {
      while (!this.kill()) await once(watcher, 'change');
    } finally {
      watcher.close();
    }
  }

  /** Kills one worker; false if there is none. */
  kill() {
    for (const name of readdirSync(this.#folder)) {
      unlinkSync(join(this.#folder, name));
      try {
        process.kill(Number(name), 'SIGKILL');
        this.kills++;
        return true;
      } catch {
        // It has gone by itself.
      }
    }
    return false;
  }

  /** No service runs any more. */
  clean() {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
