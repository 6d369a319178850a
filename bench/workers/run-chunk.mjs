import { tasks } from '../tasks.mjs';

/**
 * What every pool of tasks runs in its workers. tinypool and piscina call this file's default export.
 *
 * @param {{ task: string, items: unknown[] }} chunk
 */
export default function runChunk({ task, items }) {
  const fn = tasks[task];
  return items.map((item) => fn(item));
}
