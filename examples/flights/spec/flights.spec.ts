import { group, quantile } from 'd3-array';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { from, lastValueFrom, toArray, type Observable } from 'rxjs';
import { Pool } from 'rxjs-pool';
import { describe, expect, it } from 'vitest';
import { bootstrapAirport, type AirportDelay } from '../dist/bootstrap-airport.js';
import { dataset } from '../dist/dataset.js';
import { readRowGroups } from '../dist/decode-row-group.js';
import { onOneThread, onPool, type Job } from '../dist/pipeline.js';
import { placeLabels } from '../dist/place-labels.js';
import { Progress } from '../dist/progress.js';

const file = dataset('flights-3m.parquet');
const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

describe('the pipeline', () => {
  it('finds the medians and 90th percentiles that a plain reading of the file gives', async () => {
    const codes = ['ORD', 'JFK', 'BGR', 'GST', 'ACY'];
    const rows = await parquetReadObjects({
      file: await asyncBufferFromFile(file),
      columns: ['origin', 'delay'],
      filter: { origin: { $in: codes } },
      compressors,
    });
    const expected = [...group(rows, (row) => row['origin'] as string)].map(([airport, flights]) => {
      const minutes = flights.map((row) => Number(row['delay']));
      return {
        airport,
        flights: flights.length,
        median: quantile(minutes, 0.5),
        p90: quantile(minutes, 0.9),
      };
    });

    const job = { ...(await readRowGroups(file)), resamples: 2, progress: new Progress(new Paper()) };
    const delays = await onWorkers(2, job);
    expect(delays).toHaveLength(229);
    expect(delays.reduce((sum, { flights }) => sum + flights, 0)).toBe(3_000_000);

    expect(expected).toHaveLength(codes.length);
    for (const { p90 = NaN, ...one } of expected) {
      const found = delays.find(({ airport }) => airport === one.airport);
      expect(found).toMatchObject(one);
      // The two interpolate between the same two minutes, on slightly different ways.
      expect(found?.p90).toBeCloseTo(p90, 9);
    }
  });

  it('gives the same numbers on one worker, on two and without a pool', async () => {
    const { rowGroups } = await readRowGroups(file);
    const progress = new Progress(new Paper());
    const job: Job = { rowGroups: rowGroups.slice(0, 1), flights: 272_727, resamples: 20, progress };
    const alone = await byAirport(onOneThread(job));
    expect(alone.length).toBeGreaterThan(200);
    expect(await onWorkers(1, job)).toEqual(alone);
    expect(await onWorkers(2, job)).toEqual(alone);
  });
});

describe('the bootstrap', () => {
  const delays = Int16Array.from({ length: 500 }, (_, i) => ((i * 7919) % 211) - 20);
  const sample = { airport: 'BGR', delays, resamples: 200 };

  it('puts an interval around the 90th percentile', () => {
    const { p90, low, high } = bootstrapAirport(sample);
    expect(low).toBeLessThan(p90);
    expect(high).toBeGreaterThan(p90);
    expect(high - low).toBeLessThan(30);
  });

  it('depends on the airport and its flights, not on their order', () => {
    const expected = bootstrapAirport(sample);
    expect(bootstrapAirport({ ...sample, delays: delays.toReversed() })).toEqual(expected);
    expect(bootstrapAirport({ ...sample, airport: 'BGS' })).not.toMatchObject({
      low: expected.low,
      high: expected.high,
    });
  });

  it('takes an airport with one flight', () => {
    expect(bootstrapAirport({ airport: 'ACY', delays: Int16Array.of(98), resamples: 3 })).toEqual({
      airport: 'ACY',
      flights: 1,
      median: 98,
      p90: 98,
      low: 98,
      high: 98,
    });
  });
});

describe('the progress', () => {
  it('is plain lines where there is no terminal', async () => {
    const paper = new Paper();
    const items = Array.from({ length: 4 }, () => ({ flights: 250 }));
    await lastValueFrom(from(items).pipe(new Progress(paper).track('decode', 'row groups', 4, 1000)));
    expect(paper.written).toMatch(/^decode {4}100 % {2}4 of 4 row groups .* flights\/s {2}\d+\.\d s\n$/);
  });

  it('is a bar with what is done, the rate and the time left in a terminal', async () => {
    const paper = Object.assign(new Paper(), { isTTY: true });
    const items = Array.from({ length: 4 }, () => ({ flights: 250 }));
    await lastValueFrom(from(items).pipe(new Progress(paper).track('decode', 'row groups', 4, 1000)));
    expect(paper.written).toMatch(/░ +0 % {2}0 of 4 row groups .* flights\/s {2}\? s left/);
    expect(paper.written).toMatch(/█ +100 % {2}4 of 4 row groups/);
  });
});

describe('the labels of the map', () => {
  it('never cover each other: what finds no place is left out', () => {
    const circles = ['AAA', 'BBB', 'CCC', 'DDD', 'EEE', 'FFF', 'GGG', 'HHH', 'III'].map((name) => ({
      x: 50,
      y: 50,
      r: 5,
      text: name,
    }));
    const labels = placeLabels(circles);
    expect(labels[0]).toMatchObject({ text: 'AAA', y: 50 });
    expect(labels.length).toBeLessThan(circles.length);
  });
});

describe('the command line', () => {
  it.each([
    ['--processes 0', "--processes must be a whole number from 1 to 256: received '0'"],
    ['--processes x', "received 'x'"],
    ['--bootstrap -1', "--bootstrap must be a whole number from 1 to 100000: received '-1'"],
    ['--out', '--out needs a value'],
    [
      '--cluster http://x',
      "--cluster must be a URL that begins with redis:// or rediss://: received 'http://x'",
    ],
    ['--fast', "Unknown flag '--fast'"],
    ['fast', "Unexpected argument 'fast'"],
  ])('%s: one line and exit code 2', async (flags, message) => {
    const { code, out, err } = await start(flags.split(' ')).ended;
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  it('--help explains every flag', async () => {
    const { code, out } = await start(['--help']).ended;
    expect(code).toBe(0);
    const flags = ['--processes', '--bootstrap', '--out', '--cluster', '--trace', '--compare', '--help'];
    for (const flag of flags) expect(out).toContain(flag);
  });

  it('a folder that cannot be: one line and exit code 1, before any work', async () => {
    const { code, err } = await start(['--out', join(file, 'out')]).ended;
    expect(code).toBe(1);
    expect(err).toMatch(/^Cannot write to '.*' \(\w+\): choose another folder with --out\n$/);
  });

  it('a trace that cannot be written: one line and exit code 1, before any work', async () => {
    const { code, err } = await start(['--trace', join(file, 'trace.html')]).ended;
    expect(code).toBe(1);
    expect(err).toMatch(/^Cannot write to '.*' \(\w+\): choose another file with --trace\n$/);
  });

  it('Ctrl-C ends it at once with exit code 130', async () => {
    const run = start(['--bootstrap', '100000']);
    // All row groups are decoded, so both workers are deep in a bootstrap that takes minutes.
    for await (const line of createInterface({ input: run.child.stderr }))
      if (line.includes('11 of 11')) break;
    await setTimeout(200);
    const pressed = performance.now();
    run.child.kill('SIGINT');
    expect((await run.ended).code).toBe(130);
    expect(performance.now() - pressed).toBeLessThan(2000);
  });

  it('draws the chart and the map, and traces the workers', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'flights-'));
    try {
      const trace = join(folder, 'trace.html');
      const { code, out } = await start(['--bootstrap', '1', '--out', folder, '--trace', trace]).ended;
      expect(code).toBe(0);
      expect(await readFile(trace, 'utf8')).toMatch(
        /^<!doctype html>.*"jobs":\["decodeRowGroup","bootstrapAirport"\]/s,
      );
      expect(out).toContain('BGR');
      for (const name of ['rank-chart.svg', 'us-map.svg']) {
        expect(out).toContain(join(folder, name));
        expect(await readFile(join(folder, name), 'utf8')).toMatch(/^<svg .*>ORD<\/text>.*<\/svg>\n$/s);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

async function onWorkers(processes: number, job: Job): Promise<AirportDelay[]> {
  const pool = new Pool({ processes });
  try {
    return await byAirport(onPool(job, pool));
  } finally {
    await pool.terminate();
  }
}

async function byAirport(source: Observable<AirportDelay>): Promise<AirportDelay[]> {
  const delays = await lastValueFrom(source.pipe(toArray()));
  return delays.toSorted((a, b) => (a.airport < b.airport ? -1 : 1));
}

function start(args: string[]) {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]).then(
    ([[code], out, err]) => ({ code: code as number | null, out, err }),
  );
  return { child, ended };
}

/** Takes the place of stderr and remembers what was written. */
class Paper extends Writable {
  written = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.written += chunk.toString();
    done();
  }
}
