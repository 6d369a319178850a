import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { root } from './places.mjs';

/** @typedef {{ ok: boolean, output: string, stdout: string }} Finished `output` is stdout and stderr together */

/**
 * Runs a script with Node under a deadline, and resolves with what it printed.
 *
 * The child leads a process group, so that the deadline also ends the processes that it started.
 *
 * @param {string[]} args the script and its arguments
 * @param {{ seconds: number, cwd?: string, node?: string }} options
 * @returns {Promise<Finished>}
 */
export function runNode(args, { seconds, cwd = root, node = process.execPath }) {
  return new Promise((resolve) => {
    const child = spawn(node, args, {
      cwd,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    child.once('error', (error) => {
      output += `${error.message}\n`;
    });

    const deadline = setTimeout(() => {
      output += `\nstopped: it ran longer than ${seconds} s\n`;
      kill();
    }, seconds * 1000);
    process.once('exit', kill);
    child.once('close', (code) => {
      clearTimeout(deadline);
      process.off('exit', kill);
      // What is printed is compared and counted, and some tools print colours whatever they are told.
      resolve({
        ok: code === 0,
        output: stripVTControlCharacters(output),
        stdout: stripVTControlCharacters(stdout),
      });
    });

    function kill() {
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // Windows has no process groups.
        child.kill('SIGKILL');
      }
    }
  });
}
