import * as fs from './fs.js';
import * as threads from './worker_threads.js';

/** What functions in specs use of Node's `process`, as a browser does it. */
export const process = {
  pid: 1,
  env: {},
  /** Ends this worker. What a browser's worker is at runs on; here it is left by an error that nobody hears. */
  exit(): never {
    self.close();
    throw new Error('this worker is closed');
  },
  getBuiltinModule: (name: string): object => (name === 'node:fs' ? fs : threads),
};
