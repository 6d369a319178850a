/**
 * Measures what a job of a queue costs, and from that plays how far a queue carries. Prints both, and draws the second
 * into `docs/scaling.svg`.
 *
 * Usage: `npm run scale`; `npm run scale -- --item-ms 5 --item-bytes 2000` plays these items as well.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { environment } from '../environment.mjs';
import { fitCosts } from './fit-costs.mjs';
import { measureQueue } from './measure-queue.mjs';
import { scaleChart } from './scale-chart.mjs';
import { simulate } from './simulate.mjs';

/** What the executor takes as work worth a job, in ms. */
const MESSAGE_TIME = 20;

const WORKERS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000];

const { values } = parseArgs({
  options: { 'item-ms': { type: 'string' }, 'item-bytes': { type: 'string' } },
});

const measured = [];
for (const workers of [1, 2, 4]) measured.push(await measureQueue(workers, 100));
for (const bytes of [10_000, 100_000, 1_000_000]) measured.push(await measureQueue(2, bytes));
console.table(
  measured.map(({ workers, bytes, rate, driver, redis, worker, traffic }) => ({
    workers,
    bytes,
    'jobs/s': Math.round(rate),
    'driver ms/job': driver.toFixed(3),
    'redis ms/job': redis.toFixed(3),
    'worker ms/job': worker.toFixed(3),
    'kB/job': (traffic / 1000).toFixed(1),
  })),
);

const costs = fitCosts(measured);
console.log('costs of a job:', JSON.stringify(costs));

const kinds = [
  { label: '0.1 ms, 100 B', itemTime: 0.1, itemBytes: 100 },
  { label: '5 ms, 1 kB', itemTime: 5, itemBytes: 1000 },
  { label: '50 ms, 10 kB', itemTime: 50, itemBytes: 10_000 },
  { label: '50 ms, 1 MB', itemTime: 50, itemBytes: 1_000_000 },
  { label: '1 s, 10 kB', itemTime: 1000, itemBytes: 10_000 },
];
if (values['item-ms'] !== undefined) {
  const itemTime = Number(values['item-ms']);
  const itemBytes = Number(values['item-bytes'] ?? 1000);
  kinds.push({ label: `${itemTime} ms, ${itemBytes} B`, itemTime, itemBytes });
}

const series = kinds.map(({ label, itemTime, itemBytes }) => ({
  label,
  /** Workers' worth of work that gets done, of how many there are. */
  points: WORKERS.map((workers) => {
    const { itemsPerSecond } = simulate({ workers, itemTime, itemBytes, messageTime: MESSAGE_TIME }, costs);
    return { workers, busy: (itemsPerSecond * itemTime) / 1000, itemsPerSecond };
  }),
}));
for (const { label, points } of series) {
  console.log(label);
  console.table(
    points.map(({ workers, busy, itemsPerSecond }) => ({
      workers,
      'items/s': Math.round(itemsPerSecond),
      'of them busy': `${Math.round((100 * busy) / workers)} %`,
    })),
  );
}

const { cpu, node, date } = environment();
const chart = scaleChart(series, `Simulated from costs measured on ${cpu}, Node ${node}, ${date}`);
writeFileSync(new URL('../../docs/scaling.svg', import.meta.url), chart);
