import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const HOST = fileURLToPath(new URL('host.mjs', import.meta.url));
const STOP_MS = 1500;

/** @typedef {{ figures?: unknown, failed?: string }} Answer */

/** @type {Set<() => void>} */
const kills = new Set();
process.once('exit', () => {
  for (const kill of kills) kill();
});

/** A contender in a process of its own, which is ended when it does not answer in time. */
export class Contestant {
  #child;
  #said = '';
  #ready;
  #kill = () => this.#end();

  /**
   * @param {string} id
   * @param {number} workers
   * @param {string[]} execArgv options of Node's
   */
  constructor(id, workers, execArgv) {
    // Leads a process group, so that the end of it is the end of its processes too.
    this.#child = fork(HOST, [id, String(workers)], { execArgv, detached: true, silent: true });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        this.#said = (this.#said + text).slice(-2000);
      });
    }
    kills.add(this.#kill);
    this.#ready = this.#answer(10_000);
    // Until the first request, nobody listens.
    this.#ready.catch(() => undefined);
  }

  /**
   * Resolves with the figures of a request, or rejects with why there are none.
   *
   * @param {import('./host.mjs').Request} request
   * @param {number} deadlineMs
   * @returns {Promise<any>}
   */
  async ask(request, deadlineMs) {
    await this.#ready;
    const answer = this.#answer(deadlineMs);
    if (this.#child.connected) this.#child.send(request);
    return answer;
  }

  async stop() {
    await this.ask({ kind: 'stop' }, STOP_MS).catch(() => undefined);
    this.#kill();
  }

  /** @param {number} deadlineMs */
  #answer(deadlineMs) {
    const child = this.#child;
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => {
        this.#kill();
        settle({ failed: `no answer within ${deadlineMs / 1000} s` });
      }, deadlineMs);
      const settle = (/** @type {Answer} */ { figures, failed }) => {
        clearTimeout(deadline);
        child.off('message', settle).off('close', died);
        if (failed === undefined) resolve(figures);
        else reject(new Error(failed));
      };
      const died = () => settle({ failed: `its process ended: ${this.#lastWords()}` });
      child.once('message', settle).once('close', died);
      if (!child.connected) died();
    });
  }

  #lastWords() {
    return /^\w*Error.*$/m.exec(this.#said)?.[0] ?? this.#said.trim().split('\n').at(-1) ?? '';
  }

  #end() {
    kills.delete(this.#kill);
    if (this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, 'SIGKILL');
    } catch {
      // Windows has no process groups; where there are, it has ended already.
      this.#child.kill('SIGKILL');
    }
  }
}
