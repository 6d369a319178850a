import { measure } from './measure.mjs';

/**
 * Runs a job again and again, as a program that lives for longer than a measurement does: until then, what is measured
 * is how long V8 takes to compile a contender.
 *
 * @param {import('./contenders.mjs').Session} session
 * @param {{ job: import('./make-items.mjs').Job, warmMs: number }} request
 */
export async function warmUp(session, { job, warmMs }) {
  const end = performance.now() + warmMs;
  do await measure(session, job);
  while (performance.now() < end);
}
