/**
 * Makes small copies of all images in a directory, with a library in plain JavaScript.
 *
 *     node examples/programs/resize-images.mjs FROM TO 320
 *
 * Decoding a photo takes a second of CPU time, so this is where more processors help most. An image that cannot be
 * read costs one line on stderr, and the exit code 1; the others are made all the same.
 */
import { mkdir, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Jimp } from 'jimp';
import { from } from 'rxjs';
import { poolImapUnordered } from 'rxjs-pool';

const [source, target, widthText] = process.argv.slice(2);
const width = Number(widthText);
if (source === undefined || target === undefined || !Number.isInteger(width) || width < 1) {
  console.error('Give me two directories and a width: node resize-images.mjs FROM TO 320');
  process.exit(2);
}
await mkdir(target, { recursive: true });
const images = (await readdir(source)).filter((name) => /\.(bmp|gif|jpe?g|png|tiff?)$/i.test(name));

/**
 * Runs in a worker: `width` and `target` come along, and the worker imports `Jimp` for itself.
 *
 * @param {string} path
 */
async function shrink(path) {
  const image = await Jimp.read(path);
  if (image.width > width) image.resize({ w: width });
  const file = /** @type {`${string}.${string}`} */ (join(target, basename(path)));
  await image.write(file);
  return `${file}: ${image.width} x ${image.height}`;
}

let failures = 0;
from(images.map((name) => join(source, name)))
  // A minute is enough for any photo: what takes longer is broken, or an attack.
  .pipe(poolImapUnordered(shrink, { settle: true, timeout: 60_000 }))
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
  });
