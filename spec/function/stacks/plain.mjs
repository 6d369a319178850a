// Prints the stacks of errors that functions of each kind throw in a worker.
import { Pool } from 'rxjs-pool';

const limit = 3;

const selfContained = (x) => {
  const inner = (y) => {
    throw new Error(`no ${y}`);
  };
  return inner(x);
};
const late = async (x) => {
  await new Promise((resolve) => setTimeout(resolve, 1));
  throw new TypeError(`late ${x}`, { cause: new Error('before') });
};
const closure = (x) => {
  if (x < limit) throw new RangeError('low');
};
function declared() {
  throw new EvalError('1');
}

const pool = new Pool({ processes: 1, runtime: process.argv[2] });
for (const fn of [selfContained, late, closure, declared, () => void JSON.parse('{')]) {
  try {
    await pool.apply(fn, [1]);
  } catch (error) {
    for (let at = error; at instanceof Error; at = at.cause) {
      console.log(at.stack?.replaceAll(import.meta.url, 'HERE'));
    }
  }
}
await pool.terminate();
