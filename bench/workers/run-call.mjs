import { tasks } from '../tasks.mjs';

/**
 * A single call. tinypool and piscina call this file's default export.
 *
 * @param {{ task: string, args: unknown[] }} call
 */
export default function runCall({ task, args }) {
  return tasks[task](...args);
}
