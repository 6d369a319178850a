import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';
import { bullmqExecutor } from 'rxjs-pool/bullmq';
import { RedisServer } from '../../tooling/redis-server.mjs';
import { echo } from './scale-tasks.mjs';

/**
 * @typedef {object} Measured what a job with one item costs, in ms of CPU time
 * @property {number} workers
 * @property {number} bytes of the item, and of its result
 * @property {number} rate jobs per second
 * @property {number} driver main thread and the rest of the driver's process
 * @property {number} redis
 * @property {number} worker
 * @property {number} traffic bytes in and out of Redis
 */

/** How long a figure is measured, in ms. */
const LONG = 4000;

/** Jobs in flight for each worker: enough that none ever waits for the driver. */
const IN_FLIGHT = 8;

/**
 * Sends jobs of one item that does nothing through a queue, as fast as they go.
 *
 * @param {number} workers processes with one thread each
 * @param {number} bytes
 * @returns {Promise<Measured>}
 */
export async function measureQueue(workers, bytes) {
  const server = await RedisServer.start();
  const redis = new Redis(server.url);
  const children = await Promise.all(Array.from({ length: workers }, () => startWorker(server.url)));
  const executor = bullmqExecutor({ queue: 'scale', connection: server.url, processes: workers * IN_FLIGHT });
  executor.hold(true);
  const loaded = await executor.load(echo);
  const call = {
    loaded,
    name: 'echo',
    spread: false,
    timeout: Infinity,
    grace: 0,
    transfer: undefined,
    hear: undefined,
  };
  const item = new Uint8Array(bytes);
  let done = 0;
  let isOver = false;
  const submit = () => {
    const batch = { call, items: [item], first: done, attempt: 0, chunksize: 1, concurrency: 1 };
    executor.submit(batch, (report) => {
      if (report.type !== 'results') throw new Error(`a job was lost: ${report.type}`);
      done++;
      if (!isOver) submit();
    });
  };
  for (let at = 0; at < workers * IN_FLIGHT; at++) submit();
  await sleep(1000);
  const before = await look();
  await sleep(LONG);
  const after = await look();
  isOver = true;
  await executor.terminate();
  redis.disconnect();
  for (const child of children) child.kill('SIGKILL');
  await server.stop();
  const jobs = after.done - before.done;
  return {
    workers,
    bytes,
    rate: jobs / ((after.time - before.time) / 1000),
    driver: (after.driver - before.driver) / jobs,
    redis: (after.redis - before.redis) / jobs,
    worker: (after.worker - before.worker) / jobs,
    traffic: (after.traffic - before.traffic) / jobs,
  };

  async function look() {
    const info = await redis.info();
    const { user, system } = process.cpuUsage();
    return {
      time: performance.now(),
      done,
      driver: (user + system) / 1000,
      redis: (read(info, 'used_cpu_user') + read(info, 'used_cpu_sys')) * 1000,
      worker: children.reduce((sum, { pid }) => sum + cpuOf(pid), 0),
      traffic: read(info, 'total_net_input_bytes') + read(info, 'total_net_output_bytes'),
    };
  }
}

/** @param {string} redis */
async function startWorker(redis) {
  const cli = fileURLToPath(new URL('../../dist/node/cli.js', import.meta.url));
  const tasks = fileURLToPath(new URL('scale-tasks.mjs', import.meta.url));
  const flags = ['--queue', 'scale', '--redis', redis, '--tasks', tasks, '--processes', '1'];
  const child = spawn(process.execPath, [cli, 'worker', ...flags], { stdio: ['ignore', 'pipe', 'inherit'] });
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
  for await (const line of createInterface({ input: child.stdout })) if (line.includes('serving')) break;
  child.stdout.resume();
  return child;
}

/** CPU time of a process so far, in ms, as Linux has it. @param {number | undefined} pid */
function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  // User and system time, in hundredths of a second.
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** @param {string} info @param {string} name */
function read(info, name) {
  return Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1]);
}

/** @param {number} ms */
function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
