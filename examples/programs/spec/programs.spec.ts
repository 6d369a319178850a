import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Jimp } from 'jimp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from './run.js';
import { start } from './start.js';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rxjs-pool-programs-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe.each([
  ['hash-directory', 'Give me one directory'],
  ['resize-images', 'Give me two directories and a width'],
  ['search', 'Give me one file'],
  ['resume', 'Give me a number and a file'],
  ['query-files', 'Give me a directory and a query'],
  ['to-webp', 'Give me two directories'],
  ['nearest', 'Give me one table'],
  ['load-ndjson', 'Give me a folder and two files'],
  ['crawl', 'Give me a URL and a directory'],
])('%s without arguments', (program, complaint) => {
  it('says in one line what it needs', async () => {
    const { code, errors } = await run(program, []);
    expect(code).toBe(2);
    expect(errors).toMatch(new RegExp(`^${complaint}.*\n$`));
  });
});

describe('hash-directory', () => {
  it('prints the hash of every file, at any depth', async () => {
    const contents = new Map(['one', 'deep/two', 'deep/er/three'].map((name) => [join(folder, name), name]));
    await mkdir(join(folder, 'deep', 'er'), { recursive: true });
    for (const [path, content] of contents) await writeFile(path, content);
    const { code, lines } = await run('hash-directory', [folder]);
    const expected = [...contents].map(
      ([path, content]) => `${createHash('sha256').update(content).digest('hex')}  ${path}`,
    );
    expect(lines.toSorted()).toEqual(expected.toSorted());
    expect(code).toBe(0);
  });

  it('says in one line that there is no such directory', async () => {
    const { code, errors } = await run('hash-directory', [join(folder, 'nothing')]);
    expect(code).toBe(1);
    expect(errors).toMatch(/^ENOENT.*\n$/);
  });
});

describe('resize-images', () => {
  it('makes small copies, and lets a broken image cost itself only', async () => {
    const [from, to] = [join(folder, 'from'), join(folder, 'to')];
    await mkdir(from);
    await new Jimp({ width: 64, height: 32, color: 0xff0000ff }).write(`${join(from, 'large')}.png`);
    await new Jimp({ width: 8, height: 8, color: 0x00ff00ff }).write(`${join(from, 'small')}.png`);
    await writeFile(join(from, 'broken.png'), 'no image');
    await writeFile(join(from, 'notes.txt'), 'no image either');

    const { code, lines, errors } = await run('resize-images', [from, to, '16']);
    expect(lines.at(-1)).toBe('2 of 3 images');
    expect(errors).toMatch(/^broken\.png: .*\n$/);
    expect(code).toBe(1);
    const { width, height } = await Jimp.read(join(to, 'large.png'));
    expect({ width, height }).toEqual({ width: 16, height: 8 });
    expect((await Jimp.read(join(to, 'small.png'))).width).toBe(8);
    expect(existsSync(join(to, 'notes.txt'))).toBe(false);
  });
});

describe('ndjson', () => {
  it('answers each line in its place, a bad one too', async () => {
    const { code, lines } = await run('ndjson', [], '{"a":"one two"}\nnonsense\n{"b":"drei","c":4}');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { a: 'one two', words: 2 },
      { line: 2, error: expect.stringContaining('JSON') as unknown },
      { b: 'drei', c: 4, words: 1 },
    ]);
    expect(code).toBe(0);
  });

  it('reads no further than its reader lets it', async () => {
    const child = start('ndjson');
    const line = `${JSON.stringify({ text: 'word '.repeat(200) })}\n`;
    let written = 0;
    // Until the pipe is full and stays so: nobody reads the output.
    while (written < 200_000 && (child.stdin.write(line) || (await drained(child)))) written++;
    expect(written).toBeLessThan(200_000);
    child.stdout.destroy();
    const errors = text(child.stderr);
    child.stdin.on('error', () => undefined);
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(1);
    expect(await errors).toMatch(/^.*EPIPE.*\n$/);
  });
});

/** True if the program has read on; false if it has not for so long that it will not. */
function drained({ stdin }: ChildProcessWithoutNullStreams): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), 3000);
    stdin.once('drain', () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}

describe('search', () => {
  it('answers the last of many queries', async () => {
    const words = join(folder, 'words');
    await writeFile(words, ['paris', 'parity', 'london', 'berlin', 'madrid', 'party'].join('\n'));
    const { code, lines } = await run('search', [words], 'lo\nlond\nparit\n');
    expect(lines.at(-1)).toBe('paris (1), parity (1), party (2)');
    expect(lines.length).toBeLessThanOrEqual(3);
    expect(code).toBe(0);
  });
});

describe('resume', () => {
  it('goes on where it was killed', async () => {
    const progress = join(folder, 'progress');
    const child = start('resume', '3000000', progress);
    // At least one block is done, and not all of them.
    await within(child, () => existsSync(progress));
    child.kill('SIGKILL');
    await once(child, 'close');
    const before = await readFile(progress, 'utf8');
    // As if the plug had been pulled in the middle of a line.
    await writeFile(progress, `${before}2900000-3000000 1`);

    const { code, lines, errors } = await run('resume', ['3000000', progress]);
    expect(lines).toEqual(['216816 primes below 3000000']);
    expect(errors).toBe(`${before.split('\n').length - 1} of 30 blocks are done\n`);
    expect((await readFile(progress, 'utf8')).split('\n')).toHaveLength(31);
    expect(code).toBe(0);
  });

  it('takes no block of another limit for its own', async () => {
    const progress = join(folder, 'progress');
    expect((await run('resume', ['150000', progress])).lines).toEqual(['13848 primes below 150000']);
    const { lines, errors } = await run('resume', ['250000', progress]);
    expect(lines).toEqual(['22044 primes below 250000']);
    expect(errors).toBe('1 of 3 blocks are done\n');
  });
});

/** Waits until something is so, or the program has ended. */
async function within(child: ChildProcessWithoutNullStreams, isSo: () => boolean): Promise<void> {
  while (!isSo() && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 5));
}
