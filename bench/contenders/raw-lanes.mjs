import { MessageChannel, Worker } from 'node:worker_threads';

/**
 * Starts workers with a port each.
 *
 * @param {number} workers
 * @param {string} script a file in `workers/`
 */
export function rawLanes(workers, script) {
  return Array.from({ length: workers }, () => {
    const { port1, port2 } = new MessageChannel();
    const worker = new Worker(new URL(`../workers/${script}`, import.meta.url), {
      workerData: port2,
      transferList: [port2],
    });
    return { port: port1, worker };
  });
}
