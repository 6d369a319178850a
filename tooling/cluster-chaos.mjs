/**
 * Maps many items over two workers, one of which is killed and restarted every few seconds, while Redis is restarted
 * once: each item must have exactly one outcome, and the right value.
 *
 * Usage: `npm run cluster-chaos -- --items 100000 --every 5`; `--every` is in seconds.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Pool } from 'rxjs-pool';
import { bullmqExecutor } from 'rxjs-pool/bullmq';
import { expected, mixed } from './cluster-tasks.mjs';
import { root } from './places.mjs';
import { RedisServer } from './redis-server.mjs';

const { values } = parseArgs({
  options: { items: { type: 'string', default: '100000' }, every: { type: 'string', default: '5' } },
});
const count = Number(values.items);
const every = Number(values.every) * 1000;

// Half of the runs lose what was in Redis, half find it again.
const isSaved = Math.random() < 0.5;
const redis = await RedisServer.start(...(isSaved ? ['--appendonly', 'yes'] : []));
const steady = await startWorker();
let doomed = await startWorker();
const pool = new Pool({ executor: bullmqExecutor({ queue: 'chaos', connection: redis.url, processes: 2 }) });

const start = performance.now();
const outcomes = new Uint8Array(count);
let seen = 0;
let wrong = 0;
let kills = 0;
let isOver = false;
const restart = restartOnce();
const killing = killAgainAndAgain();

for await (const outcome of pool.imapUnordered(mixed, numbers(), { settle: true })) {
  seen++;
  outcomes[outcome.index] = (outcomes[outcome.index] ?? 0) + 1;
  const isRight = outcome.status === 'fulfilled' && outcome.value === expected(outcome.index);
  if (!isRight) {
    wrong++;
    if (wrong <= 5) console.log('wrong:', outcome);
  }
}
isOver = true;
const seconds = (performance.now() - start) / 1000;
await restart;
await killing;
pool.close();
await pool.join();
doomed.kill('SIGKILL');
steady.kill('SIGKILL');
await redis.stop();

const missing = outcomes.filter((times) => times === 0).length;
const double = outcomes.filter((times) => times > 1).length;
console.log(
  `${count} items in ${seconds.toFixed(1)} s; a worker was killed ${kills} times, Redis restarted once ${isSaved ? 'with' : 'without'} its data`,
);
console.log(`${missing} without an outcome, ${double} with more than one, ${wrong} wrong`);
process.exitCode = missing + double + wrong === 0 && seen === count ? 0 : 1;

function* numbers() {
  for (let item = 0; item < count; item++) yield item;
}

/** Starts a worker, as often as it takes: Redis may be away just then. */
async function startWorker() {
  const cli = join(root, 'dist', 'node', 'cli.js');
  const tasks = join(root, 'tooling', 'cluster-tasks.mjs');
  const flags = ['--queue', 'chaos', '--redis', redis.url, '--tasks', tasks, '--processes', '1'];
  for (;;) {
    const worker = spawn(process.execPath, [cli, 'worker', ...flags], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const end = () => worker.kill('SIGKILL');
    process.once('exit', end);
    worker.once('exit', () => process.off('exit', end));
    for await (const line of createInterface({ input: worker.stdout })) {
      if (!line.includes('serving')) continue;
      worker.stdout.resume();
      return worker;
    }
  }
}

async function killAgainAndAgain() {
  for (;;) {
    await sleep(every);
    if (isOver) return;
    doomed.kill('SIGKILL');
    await once(doomed, 'exit');
    kills++;
    console.log(`${seen} done; killed a worker`);
    doomed = await startWorker();
  }
}

/** After two and a half intervals, so that no worker is killed at the same time. */
async function restartOnce() {
  await sleep(every * 2.5);
  await redis.kill();
  await sleep(1000);
  await redis.start();
  console.log(`${seen} done; restarted Redis ${isSaved ? 'with' : 'without'} its data`);
}
