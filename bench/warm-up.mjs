import { setTimeout } from 'node:timers/promises';
import { measure } from './measure.mjs';

// Long enough for what a pool does when it has had nothing to do: that is compiled then, too.
const PAUSE = 50;

/**
 * Runs a job again and again, with pauses as between those that are measured, as a program that lives for longer than a
 * measurement does: until then, what is measured is how long V8 takes to compile a contender.
 *
 * @param {import('./contenders.mjs').Session} session
 * @param {{ job: import('./make-items.mjs').Job, warmMs: number }} request
 */
export async function warmUp(session, { job, warmMs }) {
  const end = performance.now() + warmMs;
  do {
    await measure(session, job);
    await setTimeout(PAUSE);
  } while (performance.now() < end);
}
