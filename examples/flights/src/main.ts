import { access, constants, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { lastValueFrom, toArray, type Observable } from 'rxjs';
import { Pool } from 'rxjs-pool';
import { tracePool } from 'rxjs-pool/insight';
import { readAirports } from './airports.js';
import type { AirportDelay } from './bootstrap-airport.js';
import { startCluster, type Cluster } from './cluster.js';
import { dataset } from './dataset.js';
import { readRowGroups } from './decode-row-group.js';
import { onOneThread, onPool, type Job } from './pipeline.js';
import { Progress } from './progress.js';
import { rankChart } from './rank-chart.js';
import { BadFlag, readFlags, usage, type Flags } from './read-flags.js';
import { topTable } from './top-table.js';
import { usMap } from './us-map.js';

/** With fewer flights than this, an airport's 90th percentile says more about luck than about the airport. */
const FEWEST_FLIGHTS = 500;

/** A failure that the person at the terminal can mend; the message is one line for them. */
class Trouble extends Error {}

const progress = new Progress();

process.once('SIGINT', () => {
  progress.stop();
  // Ends the workers as well: they are threads of this process.
  process.exit(130);
});

try {
  const flags = readFlags(process.argv.slice(2));
  if (flags.help) console.log(usage);
  else await run(flags);
} catch (error) {
  progress.stop();
  if (error instanceof BadFlag || error instanceof Trouble) console.error(error.message);
  else console.error(error);
  process.exitCode = error instanceof BadFlag ? 2 : 1;
}

async function run({ processes, bootstrap, compare, cluster, out, trace: traceFile }: Flags): Promise<void> {
  // Fails before the work rather than after it.
  await writing(out, 'folder with --out', async () => {
    await mkdir(out, { recursive: true });
    await access(out, constants.W_OK);
  });

  if (traceFile !== undefined) await writing(traceFile, 'file with --trace', () => writeFile(traceFile, ''));

  const input = await readRowGroups(dataset('flights-3m.parquet'));
  const job: Job = { ...input, resamples: bootstrap, progress };
  const workers = `${processes} ${processes === 1 ? 'worker' : 'workers'}`;
  const { pool, end } = cluster === undefined ? startPool(processes) : await onCluster(cluster, processes);
  console.error(
    cluster === undefined ? `On ${workers}:` : `On two workers, ${pool.processes} threads in all:`,
  );
  const trace = traceFile === undefined ? undefined : tracePool(pool);
  const pooled = await ending(end, timed(onPool(job, pool)));
  trace?.stop();

  let speed = `${workers} ${inSeconds(pooled.time)}; add --compare to see how long one thread takes`;
  if (compare) {
    console.error('On one thread, without the pool:');
    const single = await timed(onOneThread(job));
    if (!isDeepStrictEqual(single.delays, pooled.delays)) {
      throw new Trouble('The results on one thread differ from those on the pool');
    }
    const factor = (single.time / pooled.time).toFixed(2);
    speed = `${workers} ${inSeconds(pooled.time)}, one thread ${inSeconds(single.time)}: ${factor} times as fast, same results`;
  }

  await report(pooled.delays, out);
  if (trace && traceFile !== undefined) {
    const text = traceFile.endsWith('.json') ? trace.toChrome() : trace.toHtml();
    await writing(traceFile, 'file with --trace', () => writeFile(traceFile, text));
    console.log(`Trace  ${traceFile}`);
  }
  console.log(`\n${speed}`);
}

async function ending<T>(end: () => Promise<void>, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } finally {
    await end();
  }
}

function startPool(processes: number): Cluster {
  const pool = new Pool({ processes });
  return { pool, end: () => pool.terminate() };
}

async function onCluster(redis: string, processes: number): Promise<Cluster> {
  try {
    return await startCluster(redis, processes);
  } catch (cause) {
    throw new Trouble((cause as Error).message, { cause });
  }
}

async function report(delays: readonly AirportDelay[], out: string): Promise<void> {
  const airports = await readAirports();
  const ranked = delays.filter(({ flights }) => flights >= FEWEST_FLIGHTS);
  const which = `${ranked.length} airports with ${FEWEST_FLIGHTS} flights or more`;

  const chart = join(out, 'rank-chart.svg');
  const map = join(out, 'us-map.svg');
  const chartSvg = rankChart(ranked.slice(0, 40), airports, `By airport of departure, of ${which}`);
  const mapSvg = await usMap(ranked, airports, which);
  await writing(out, 'folder with --out', async () => {
    await writeFile(chart, chartSvg);
    await writeFile(map, mapSvg);
  });

  console.log(`\nMinutes late at arrival, by airport of departure; the worst of ${which}:\n`);
  console.log(topTable(ranked.slice(0, 10), airports));
  console.log(`\nChart  ${chart}\nMap    ${map}`);
}

/** Makes one line of what the file system may object. */
async function writing(place: string, hint: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new Trouble(`Cannot write to '${place}' (${code}): choose another ${hint}`, { cause });
  }
}

/** All airports, the latest first, and the ms until the last one was there. */
async function timed(source: Observable<AirportDelay>): Promise<{ delays: AirportDelay[]; time: number }> {
  const start = performance.now();
  const delays = await lastValueFrom(source.pipe(toArray()));
  const time = performance.now() - start;
  return { delays: delays.toSorted((a, b) => b.p90 - a.p90 || (a.airport < b.airport ? -1 : 1)), time };
}

function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
