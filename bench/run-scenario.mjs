import { contenders } from './contenders.mjs';
import { Contestant } from './contestant.mjs';

// While a contender waits for its turn, V8 would give memory back, and with it the compiled code of what was measured.
const STAY_WARM = ['--no-memory-reducer'];

/**
 * Measures all variants of a scenario. Contenders take turns, so that a machine that gets slower or warmer does so
 * for all of them.
 *
 * @param {import('./scenario.mjs').Scenario} scenario
 * @param {number} runs
 * @param {number} usualWarmMs least time that a contender runs before it is measured
 * @returns {Promise<import('./scenario.mjs').Measured>}
 */
export async function runScenario({ fresh, deadlineMs, variants }, runs, usualWarmMs) {
  /** @type {import('./scenario.mjs').Measured} */
  const measured = {};
  /** @type {Map<string, Contestant>} */
  const running = new Map();
  let workers = 0;

  for (const variant of variants) {
    if (variant.workers !== workers) await stopAll();
    workers = variant.workers;
    const ids = variant.contenders ?? contenders.map(({ id }) => id);
    /** @type {Record<string, { runs: any[] } | { failed: string }>} */
    const cells = (measured[variant.id] = Object.fromEntries(ids.map((id) => [id, { runs: [] }])));

    const counts = new Map(ids.map((id) => [id, variant.job.count]));
    if (!fresh) {
      for (const id of ids) await attempt(cells, id, async () => counts.set(id, await warmUp(id, variant)));
    }
    for (let run = 0; run < runs; run++) {
      for (const id of ids) {
        await attempt(cells, id, async (cell) => {
          const job = { ...variant.job, count: counts.get(id) ?? 0 };
          cell.runs.push(await contestant(id).ask({ kind: variant.kind, job }, deadlineMs));
          if (fresh) await stop(id);
        });
      }
    }
  }
  await stopAll();
  return measured;

  /**
   * @param {Record<string, { runs: any[] } | { failed: string }>} cells
   * @param {string} id
   * @param {(cell: { runs: any[] }) => Promise<unknown>} step
   */
  async function attempt(cells, id, step) {
    const cell = cells[id];
    if ('failed' in cell) return;
    try {
      await step(cell);
    } catch (error) {
      cells[id] = { failed: error instanceof Error ? error.message : String(error) };
      await stop(id);
    }
  }

  /**
   * @param {string} id
   * @param {import('./scenario.mjs').Variant} variant
   * @returns {Promise<number>} the items of a run
   */
  async function warmUp(id, { job, targetMs, most = job.count, warmMs = usualWarmMs }) {
    const count =
      targetMs === undefined
        ? job.count
        : await contestant(id).ask({ kind: 'count', job, targetMs, most }, deadlineMs);
    await contestant(id).ask({ kind: 'warm', job: { ...job, count }, warmMs }, deadlineMs);
    return count;
  }

  /** @param {string} id */
  function contestant(id) {
    const existing = running.get(id);
    if (existing) return existing;
    const started = new Contestant(id, workers, fresh ? [] : STAY_WARM);
    running.set(id, started);
    return started;
  }

  /** @param {string} id */
  async function stop(id) {
    const stopped = running.get(id);
    running.delete(id);
    await stopped?.stop();
  }

  async function stopAll() {
    await Promise.all([...running.keys()].map(stop));
  }
}
