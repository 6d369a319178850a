import { noRedis, redis } from './redis.mjs';
import { runNode } from './run-node.mjs';

/** Runs the specs of all semantics, and those of queues, on a Redis that they start. */
export async function clusterSpecs() {
  if (redis() === undefined) return { ok: true, output: '', note: noRedis };
  return runNode(['node_modules/vitest/vitest.mjs', 'run', '--config', 'spec/cluster/vitest.config.ts'], {
    seconds: 1800,
  });
}
