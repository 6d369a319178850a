// For `node --import`: every worker process leaves a file with its id when it is at its first row, so that it can be
// killed from outside. Not before: a pool gives up when its workers die again and again before they are ready.
import crypto from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';

const folder = process.env['WORKERS_FOLDER'] ?? '.';
const { pbkdf2Sync } = crypto;

crypto.pbkdf2Sync = (...args) => {
  crypto.pbkdf2Sync = pbkdf2Sync;
  syncBuiltinESMExports();
  writeFileSync(join(folder, String(process.pid)), '');
  return pbkdf2Sync(...args);
};
syncBuiltinESMExports();
