// An inspector that nobody may use, as where policy or the build of Node leaves none.
import { Session } from 'node:inspector';
import { explainFunction, Pool, UnshippableFunctionError } from 'rxjs-pool';

Session.prototype.connect = () => {
  throw new Error('Inspector is not available');
};

const factor = 3;
const pool = new Pool({ processes: 1 });
const refused = await pool.apply((x) => x * factor, [5]).catch((error) => error);
console.log(
  JSON.stringify({
    selfContained: await pool.apply((x) => x * 2, [5]),
    withGlobals: await pool.apply((x) => Math.max(x, 7), [5]),
    way: (await explainFunction((x) => x * 2)).way,
    isUnshippable: refused instanceof UnshippableFunctionError,
    names: refused.names,
    message: refused.message,
  }),
);
await pool.terminate();
