/**
 * `npm run example:nest:latency`: how long `GET /health` takes while every worker is busy, and how late the event loop of
 * the service is meanwhile, with the pool and without.
 */
import { Agent, get } from 'node:http';
import { availableParallelism } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ask, measured } from '../harness/ask.mjs';
import { csvHeader, csvRows } from '../harness/make-row.mjs';
import { startService } from '../harness/start-service.mjs';
import { Upload } from '../harness/upload.mjs';

/** ms between two requests: often enough to see every pause of the loop, seldom enough not to be the load. */
const PAUSE = 10;

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '10' } } });
const seconds = Number(values.seconds);
const rows = csvRows(0, 500);

console.log(`${seconds} s each, ${availableParallelism()} cores, two uploads at once; ms\n`);
console.log('             GET /health                event loop delay           rows/s');
console.log('             median    p99    max      median    p99    max');
await measure('with pool', {});
await measure('without', { POOL: 'off' });

/** @param {string} name @param {Record<string, string>} env */
async function measure(name, env) {
  const service = await startService({ MAX_JOBS: '2', ...env }, measured);
  try {
    const uploads = [feed(service.url), feed(service.url)];
    await Promise.all(uploads.map(({ upload }) => upload.head));
    await ask(service.child, 'begin');
    const counted = uploads.map(({ answered }) => answered());
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const end = performance.now() + seconds * 1000;
    /** @type {number[]} */
    const times = [];
    while (performance.now() < end) {
      times.push(await health(service.url, agent));
      await setTimeout(PAUSE);
    }
    const { p50, p99, max } = await ask(service.child, 'read');
    const answered = uploads.reduce((sum, one, at) => sum + one.answered() - (counted[at] ?? 0), 0);
    agent.destroy();
    times.sort((a, b) => a - b);
    const at = (/** @type {number} */ share) => times[Math.ceil(share * times.length) - 1] ?? NaN;
    const figures = [at(0.5), at(0.99), at(1), p50, p99, max].map((ms) => ms.toFixed(1).padStart(7));
    const speed = (answered / seconds).toFixed(0).padStart(7);
    console.log(
      `${name.padEnd(12)}${figures.slice(0, 3).join('')}     ${figures.slice(3).join('')}     ${speed}`,
    );
  } finally {
    await service.kill();
  }
}

/** An upload that never ends, and is as fast as the service. @param {string} url */
function feed(url) {
  const upload = new Upload(url);
  let answered = 0;
  void upload.head.then((response) => {
    response.on('error', () => undefined);
    response.on('data', (/** @type {Buffer} */ bytes) => {
      for (const byte of bytes) if (byte === 0x0a) answered++;
    });
  });
  void (async () => {
    await upload.write(csvHeader);
    while (upload.isOpen) await upload.write(rows);
  })();
  return { upload, answered: () => answered };
}

/** @param {string} url @param {Agent} agent @returns {Promise<number>} */
function health(url, agent) {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    get(`${url}/health`, { agent }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`GET /health: ${response.statusCode}`));
      response.resume().once('end', () => resolve(performance.now() - start));
    }).once('error', reject);
  });
}
