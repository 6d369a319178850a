import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import decode, { init } from '@jsquash/webp/decode.js';
import { Jimp } from 'jimp';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dataset } from './dataset.js';
import { run } from './run.js';

let folder = '';
let from = '';
let to = '';

beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve('@jsquash/webp/codec/dec/webp_dec.wasm');
  await init({ wasmBinary: await bytesOf(wasm) });
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rxjs-pool-to-webp-'));
  [from, to] = [join(folder, 'from'), join(folder, 'to')];
  await mkdir(from);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** What the decoder gives. Its own type is one of browsers, which the types for Node leave out. */
interface Picture {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

async function pictureIn(path: string): Promise<Picture> {
  return (await decode(await bytesOf(path))) as Picture;
}

async function bytesOf(path: string): Promise<ArrayBuffer> {
  return new Uint8Array(await readFile(path)).buffer;
}

describe('to-webp', () => {
  it('converts images so that they look as before', async () => {
    const icons = ['7zip.png', 'ffox.png', 'gimp.png'];
    for (const icon of icons) await copyFile(dataset(icon), join(from, icon));
    await (await Jimp.read(dataset('ffox.png'))).write(`${join(from, 'ffox')}.jpg`);
    const { code, lines, errors } = await run('to-webp', [from, to]);
    expect(errors).toBe('');
    expect(lines.at(-1)).toBe('4 of 4 images');
    expect(code).toBe(0);
    const images = [...icons, 'ffox.jpg'];
    expect((await readdir(to)).toSorted()).toEqual(images.map((name) => `${name}.webp`).toSorted());
    for (const name of images) {
      const before = (await Jimp.read(join(from, name))).bitmap;
      const after = await pictureIn(join(to, `${name}.webp`));
      expect([after.width, after.height]).toEqual([before.width, before.height]);
      expect(differenceOf(before.data, after.data)).toBeLessThan(10);
    }
  });

  it('lets a broken image and a large one cost themselves only', async () => {
    await copyFile(dataset('gimp.png'), join(from, 'gimp.png'));
    await writeFile(join(from, 'broken.png'), 'no image');
    await writeFile(join(from, 'notes.txt'), 'no image either');
    await new Jimp({ width: 16_384, height: 1, color: 0xff0000ff }).write(`${join(from, 'wide')}.png`);
    const { code, lines, errors } = await run('to-webp', [from, to]);
    expect(lines.at(-1)).toBe('1 of 3 images');
    expect(errors.split('\n').toSorted()).toEqual([
      '',
      expect.stringMatching(/^broken\.png: /),
      'wide.png: RangeError: 16384 x 1 is too large: WebP has 16383 at most',
    ]);
    expect(await readdir(to)).toEqual(['gimp.png.webp']);
    expect(code).toBe(1);
  });

  it('says in one line that there is no such directory', async () => {
    const { code, errors } = await run('to-webp', [join(folder, 'nothing'), to]);
    expect(errors).toMatch(/^ENOENT.*\n$/);
    expect(code).toBe(1);
  });
});

/** How far the visible colours of two pictures are apart, on average; at most 255. */
function differenceOf(one: Uint8Array, other: Uint8ClampedArray): number {
  let sum = 0;
  for (let at = 0; at < one.length; at += 4) {
    for (let channel = at; channel < at + 3; channel++)
      sum += Math.abs(seen(one, channel, at + 3) - seen(other, channel, at + 3));
  }
  return sum / ((one.length / 4) * 3);
}

/** A colour as it is on black: where a picture is transparent, its colours mean nothing. */
function seen(pixels: ArrayLike<number>, channel: number, alpha: number): number {
  return ((pixels[channel] ?? 0) * (pixels[alpha] ?? 0)) / 255;
}
