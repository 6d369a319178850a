import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { within } from '../helpers.js';

const SERVER = process.env['REDIS_SERVER'] ?? 'redis-server';

/** A Redis of its own for a spec: on a free port of this machine, with its data in a folder that goes with it. */
export class RedisServer {
  readonly #port: number;
  readonly #options: readonly string[];
  readonly #folder = mkdtempSync(join(tmpdir(), 'rxjs-pool-redis-'));
  #process: ChildProcess | undefined;

  private constructor(port: number, options: readonly string[]) {
    this.#port = port;
    this.#options = options;
  }

  /** @param options - Of the server, such as `['--requirepass', 'secret']`. */
  static async start(...options: string[]): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), options);
    await server.start();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  /** Starts it, again on the same port and with what it has saved. */
  async start(): Promise<void> {
    const child = spawn(
      SERVER,
      [
        ...['--port', String(this.#port), '--bind', '127.0.0.1', '--dir', this.#folder, '--save', ''],
        ...this.#options,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    this.#process = child;
    const ready = async (): Promise<void> => {
      if (!child.stdout) return;
      for await (const line of createInterface({ input: child.stdout })) {
        if (line.includes('Ready to accept connections')) break;
      }
      child.stdout.resume();
    };
    await within(ready(), 10_000, 'the start of Redis');
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await within(gone, 10_000, 'the end of Redis');
  }

  /** Ends it, and removes its data. */
  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
