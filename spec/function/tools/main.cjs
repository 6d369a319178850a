const { createHash } = require('node:crypto');
const { Pool } = require('rxjs-pool');

const factor = 3;
const local = { add: (x) => x + factor };

/** Declared as sloppy code. */
function declared(x) {
  return createHash('md5').update(String(x)).digest('hex').slice(0, 4);
}

async function main() {
  for (const runtime of ['worker_threads', 'child_process']) {
    const pool = new Pool({ processes: 1, runtime });
    console.log(
      JSON.stringify([
        await pool.apply((x) => x * 2, [5]),
        await pool.apply((x) => local.add(x), [5]),
        await pool.apply(declared, ['a']),
        await pool.apply((x) => require('node:path').posix.join('a', x), ['b']),
        await pool.apply(async () => (await import('node:path')).posix.sep),
        await pool.apply(exports.exported, [1]),
      ]),
    );
    await pool.terminate();
  }
}

exports.exported = (x) => x + factor;
void main();
