import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { probeRedis } from '../backends/bullmq/probe-redis.js';
import { QueueWorker } from '../backends/bullmq/queue-worker.js';
import { TaskModules } from '../backends/bullmq/task-modules.js';
import type { Flags } from './read-flags.js';
import { Summary } from './summary.js';
import { Trouble } from './trouble.js';

// How much a clock may be off before the person at the terminal hears of it, in ms. More hides what is going wrong, less
// tells of what does not matter: results are kept for an hour.
const MOST_SKEW = 60_000;

/** Serves a queue until a signal ends it. */
export async function serve({ queue, redis, tasks, processes, allowSource }: Flags): Promise<void> {
  const modules = await readModules(tasks, allowSource);
  const { host } = new URL(redis);
  const skew = await probeRedis(redis).catch((cause: Error) => {
    throw new Trouble(`Cannot start a worker: Redis at ${host} does not answer: ${cause.message}`, 1);
  });
  const summary = new Summary();
  const worker = new QueueWorker({ queue, connection: redis, modules, processes }, summary);
  listen(worker, summary);
  await worker.ready();
  const threads = processes === 1 ? '1 thread' : `${processes} threads`;
  summary.say(`serving queue '${queue}' at ${host} with ${threads}`);
  for (const { file, hash } of modules.modules) summary.say(`tasks of ${file}, version ${hash}`);
  if (Math.abs(skew) > MOST_SKEW) {
    const [by, way] = [Math.round(Math.abs(skew) / 1000), skew > 0 ? 'ahead of' : 'behind'];
    summary.say(
      `this machine's clock is ${by} s ${way} that of Redis: set it, or results may be removed too soon`,
    );
  }
  if (allowSource) summary.say('runs what comes as source, too');
}

/** Reads the modules, and imports them once: better now than at the first item. */
async function readModules(paths: readonly string[], allowSource: boolean): Promise<TaskModules> {
  const files = paths.map((path) => resolve(path));
  const missing = files.find((file) => !existsSync(file));
  if (missing !== undefined) {
    throw new Trouble(`Cannot start a worker: --tasks must be a file that exists: received '${missing}'`, 1);
  }
  const urls = files.map((file) => pathToFileURL(file).href);
  for (const url of urls) {
    await import(url).catch((cause: unknown) => {
      const [what] = String(cause).split('\n');
      throw new Trouble(
        `Cannot start a worker: --tasks must be a module that can be imported: received ${url}: ${what}`,
        1,
      );
    });
  }
  return TaskModules.read(urls, allowSource);
}

function listen(worker: QueueWorker, summary: Summary): void {
  let isLeaving = false;
  const leave = async (): Promise<void> => {
    if (isLeaving) process.exit(1);
    isLeaving = true;
    summary.say(`draining: ${worker.running} running`);
    await worker.close();
    summary.end();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void leave());
}
