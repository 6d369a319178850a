import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { noRedis, redis } from './redis.mjs';

/** How long a server may take to be there, or to be gone, in ms. */
const LONGEST = 10_000;

/** A Redis that belongs to whoever starts it: on a free port of this machine, its data in a folder that goes with it. */
export class RedisServer {
  /** Its port. */
  port = 0;
  #folder = mkdtempSync(join(tmpdir(), 'rxjs-pool-redis-'));
  /** @type {readonly string[]} */
  #options = [];
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #process;

  /** @param {string[]} options of the server, such as `--requirepass secret` */
  static async start(...options) {
    const server = new RedisServer();
    server.port = await freePort();
    server.#options = options;
    await server.start();
    return server;
  }

  get url() {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it, again on the same port and with what it has saved. */
  async start() {
    const binary = redis();
    if (binary === undefined) throw new Error(noRedis);
    const place = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.#folder];
    const child = spawn(binary, [...place, '--save', '', ...this.#options], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#process = child;
    // Also when whoever started it ends before.
    const end = () => child.kill('SIGKILL');
    process.once('exit', end);
    child.once('exit', () => process.off('exit', end));
    await soon(isReady(child.stdout), 'the start of Redis');
    child.stdout.resume();
  }

  /** Keeps it from answering, until the returned function is called. */
  pause() {
    const child = this.#process;
    child?.kill('SIGSTOP');
    return () => void child?.kill('SIGCONT');
  }

  /** Ends it as a crash would. */
  async kill() {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await soon(gone, 'the end of Redis');
  }

  /** Ends it, and removes its data. */
  async stop() {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** @param {import('node:stream').Readable} input */
function isReady(input) {
  const lines = createInterface({ input });
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      if (!line.includes('Ready to accept connections')) return;
      lines.close();
      resolve(undefined);
    });
    input.once('end', () => reject(new Error('Redis has not started')));
  });
}

async function freePort() {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (probe.address());
  probe.close();
  await once(probe, 'close');
  return port;
}

/**
 * @param {Promise<unknown>} promise
 * @param {string} what
 */
async function soon(promise, what) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} takes longer than ${LONGEST} ms`)), LONGEST);
  });
  await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
