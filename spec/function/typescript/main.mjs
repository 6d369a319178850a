// Prints what comes of functions of TypeScript files, where Node strips the types.
import { explainFunction, Pool, task } from 'rxjs-pool';
import { addBase, makeClosure } from './typed.ts';

// In another file, which has an enum.
const level = task(new URL('enums.ts', import.meta.url), 'level', () => '');
const pool = new Pool({ processes: 1 });
console.log(
  JSON.stringify([
    (await explainFunction(addBase)).way,
    await pool.apply(addBase, [{ value: 1 }]),
    await pool.apply(makeClosure(), [{ value: 1 }]),
    await pool.apply((value) => addBase({ value }), [1]),
    await pool.apply(level).catch((error) => /only strips types/.exec(error.message)?.[0]),
  ]),
);
await pool.terminate();
