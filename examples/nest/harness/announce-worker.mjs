// For `node --import`: every worker process leaves a file with its id, so that it can be killed from outside.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env['WORKERS_FOLDER'];
// The service itself was started with a channel to whoever runs it, and its workers with one to the service.
if (folder !== undefined && process.env['SERVICE_PID'] !== undefined) {
  writeFileSync(join(folder, String(process.pid)), '');
}
process.env['SERVICE_PID'] ??= String(process.pid);
