import { applyAtOnce } from './scenarios/apply-at-once.mjs';
import { apply } from './scenarios/apply.mjs';
import { buffers } from './scenarios/buffers.mjs';
import { cpuBound } from './scenarios/cpu-bound.mjs';
import { insight } from './scenarios/insight.mjs';
import { importing } from './scenarios/import.mjs';
import { latency } from './scenarios/latency.mjs';
import { memory } from './scenarios/memory.mjs';
import { rows } from './scenarios/rows.mjs';
import { trivial } from './scenarios/trivial.mjs';
import { uneven } from './scenarios/uneven.mjs';
import { values } from './scenarios/values.mjs';
import { waiting } from './scenarios/waiting.mjs';
import { workers } from './scenarios/workers.mjs';

/**
 * What is measured, by the name that `--only` takes.
 *
 * @type {Record<string, import('./scenario.mjs').MakeScenario>}
 */
export const scenarios = {
  trivial,
  'cpu-bound': cpuBound,
  uneven,
  rows,
  buffers,
  apply,
  'apply-at-once': applyAtOnce,
  values,
  waiting,
  latency,
  import: importing,
  insight,
  memory,
  workers,
};
