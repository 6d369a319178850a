/**
 * The SHA-256 of every file in a directory, as `sha256sum` prints it.
 *
 *     node examples/programs/hash-directory.mjs DIRECTORY
 *
 * A file that cannot be read costs one line on stderr, and the exit code 1.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { poolFrom, poolImap } from 'rxjs-pool';

const [directory, ...others] = process.argv.slice(2);
if (directory === undefined || others.length > 0) {
  console.error('Give me one directory: node hash-directory.mjs DIRECTORY');
  process.exit(2);
}

/**
 * All files below a directory, found as they are asked for.
 *
 * @param {string} folder
 * @returns {AsyncGenerator<string>}
 */
async function* filesBelow(folder) {
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}

/**
 * Runs in a worker. The imports that it uses come along.
 *
 * @param {string} path
 */
async function digest(path) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return `${hash.digest('hex')}  ${path}`;
}

// Whoever reads the output, such as `head`, may have seen enough.
process.stdout.once('error', () => process.exit(1));

poolFrom(filesBelow(directory))
  // A directory may have millions of files: no more than 200 are known here at a time.
  .pipe(poolImap(digest, { settle: true, buffersize: 200 }))
  .subscribe({
    next(outcome) {
      if (outcome.status === 'fulfilled') console.log(outcome.value);
      else fail(outcome.reason);
    },
    error: fail,
  });

/** @param {unknown} reason */
function fail(reason) {
  console.error(reason instanceof Error ? reason.message : reason);
  process.exitCode = 1;
}
