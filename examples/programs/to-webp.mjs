/**
 * Makes a WebP file of each image in a directory, with the encoder of libwebp in WebAssembly.
 *
 *     node examples/programs/to-webp.mjs FROM TO
 *
 * Each worker keeps one instance of the encoder. An image that cannot be converted costs one line on stderr, and the exit
 * code 1; the others are converted all the same.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { init } from '@jsquash/webp/encode.js';
import { defaultOptions } from '@jsquash/webp/meta.js';
import { Jimp } from 'jimp';
import { finalize, from } from 'rxjs';
import { Pool, poolImapUnordered } from 'rxjs-pool';
import { workerState } from 'rxjs-pool/tasks';

const QUALITY = 80;
const [source, target, ...others] = process.argv.slice(2);
if (source === undefined || target === undefined || others.length > 0) {
  console.error('Give me two directories: node to-webp.mjs FROM TO');
  process.exit(2);
}
const names = await readdir(source).catch(stop);
const images = names.filter((name) => /\.(bmp|gif|jpe?g|png|tiff?)$/i.test(name));
await mkdir(target, { recursive: true }).catch(stop);

// Found here, because `import.meta` does not travel. The path does.
const wasm = fileURLToPath(import.meta.resolve('@jsquash/webp/codec/enc/webp_enc_simd.wasm'));

/** The initializer: compiles the encoder, once in each worker. Its memory goes with the worker, without a finalizer. */
async function load() {
  const { buffer } = new Uint8Array(await readFile(wasm));
  return init({ wasmBinary: buffer });
}

/**
 * Runs in a worker, for each image.
 *
 * @param {string} name
 */
async function convert(name) {
  const encoder = /** @type {import('rxjs-pool/tasks').WorkerState<typeof load>} */ (workerState());
  const { data, width, height } = (await Jimp.read(join(source, name))).bitmap;
  const encoded = encoder.encode(data, width, height, { ...defaultOptions, quality: QUALITY });
  if (encoded === null) throw new RangeError(`${width} x ${height} is too large: WebP has 16383 at most`);
  // The old ending stays: there may be a `cat.png` and a `cat.jpg`.
  await writeFile(join(target, `${name}.webp`), encoded);
  return `${name}.webp: ${width} x ${height}, ${encoded.length} bytes`;
}

const pool = new Pool({ initializer: load });
let failures = 0;
from(images)
  .pipe(
    poolImapUnordered(convert, { pool, settle: true }),
    finalize(() => pool.close()),
  )
  .subscribe({
    next(outcome) {
      if (outcome.status === 'fulfilled') console.log(outcome.value);
      else console.error(`${images[outcome.index]}: ${String(outcome.reason)}`);
      failures += Number(outcome.status === 'rejected');
    },
    complete() {
      console.log(`${images.length - failures} of ${images.length} images`);
      process.exitCode = failures > 0 ? 1 : 0;
    },
    error: stop,
  });

/**
 * @param {Error} error
 * @returns {never}
 */
function stop(error) {
  console.error(error.message);
  process.exit(1);
}
