import { once } from 'node:events';

/** What to start a service with that is to be asked. */
export const measured = ['--import', new URL('measure.mjs', import.meta.url).href];

/**
 * Asks a service how it is, or has it begin to measure anew.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @param {'begin' | 'read'} question
 * @returns {Promise<{ p50: number, p99: number, max: number, peakMB: number }>}
 */
export async function ask(child, question) {
  child.send(question);
  const [answer] = await once(child, 'message');
  return answer;
}
