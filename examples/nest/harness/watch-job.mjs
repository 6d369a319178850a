import { get } from 'node:http';
import { createInterface } from 'node:readline';

/** @typedef {{ state: string, rows: number, bad: number }} Progress */

/**
 * The events of a job, until the service ends them.
 *
 * @param {string} url that of the service
 * @param {string} id
 * @returns {AsyncGenerator<Progress, void, undefined>}
 */
export async function* watchJob(url, id) {
  /** @type {import('node:http').IncomingMessage} */
  const response = await new Promise((resolve, reject) => {
    get(`${url}/jobs/${id}/events`, { agent: false }, resolve).once('error', reject);
  });
  if (response.statusCode !== 200) throw new Error(`No events: ${response.statusCode}`);
  for await (const line of createInterface({ input: response })) {
    if (line.startsWith('data: ')) yield JSON.parse(line.slice('data: '.length));
  }
}
