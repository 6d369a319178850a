import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/**
 * @typedef {object} Service
 * @property {string} url
 * @property {import('node:child_process').ChildProcess} child
 * @property {Promise<{ code: number | null, signal: string | null }>} gone
 * @property {() => string} log what it has printed
 * @property {() => Promise<void>} kill ends it without a word
 */

/**
 * Starts the service that `nest build` made, on a free port.
 *
 * @param {Record<string, string>} [env] its settings
 * @param {readonly string[]} [options] for Node
 * @returns {Promise<Service>}
 */
export async function startService(env = {}, options = []) {
  const child = spawn(process.execPath, [...options, main], {
    env: { ...process.env, NODE_OPTIONS: '', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let log = '';
  child.stderr?.setEncoding('utf8').on('data', (text) => (log += text));
  const gone = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
  const lines = createInterface({ input: /** @type {import('node:stream').Readable} */ (child.stdout) });
  const url = await new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      log += `${line}\n`;
      const match = /listening on (\S+)/.exec(line);
      if (match) resolve(match[1]);
    });
    void gone.then(({ code }) =>
      reject(new Error(`The service ended with ${code} before it listened:\n${log}`)),
    );
  });
  return {
    url,
    child,
    gone,
    log: () => log,
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
