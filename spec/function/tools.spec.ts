import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from './run-program.js';

const root = dirname(createRequire(import.meta.url).resolve('../../package.json'));
const modules = join(root, 'node_modules');
const tools = fileURLToPath(new URL('tools/', import.meta.url));
const main = join(tools, 'src', 'main.ts');
const vitest = join(modules, 'vitest', 'vitest.mjs');
const config = join(tools, 'vitest', 'vitest.config.mjs');

let out: string;
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'rxjs-pool-tools-'));
  symlinkSync(modules, join(out, 'node_modules'));
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

/** Runs a program that prints what functions it could not send. */
async function differences(...args: string[]): Promise<unknown> {
  const { stdout } = await runProgram(args, { cwd: tools });
  return JSON.parse(stdout);
}

describe('any function works under tsx', () => {
  it('as a command', async () => {
    expect(await differences(join(modules, 'tsx', 'dist', 'cli.mjs'), main)).toEqual([]);
  });

  it('as a loader', async () => {
    expect(await differences('--import', 'tsx', main)).toEqual([]);
  });
});

describe('any function works in a bundle of esbuild', () => {
  const options: BuildOptions[] = [
    {},
    { minify: true },
    { keepNames: true },
    { minify: true, keepNames: true },
  ];
  for (const format of ['esm', 'cjs'] as const) {
    it.each(format === 'esm' ? options : options.slice(-1))(`as ${format} with %j`, async (option) => {
      const outfile = join(out, `${Object.keys(option).join('-')}.${format === 'esm' ? 'mjs' : 'cjs'}`);
      await build({
        ...option,
        entryPoints: [main],
        outfile,
        format,
        bundle: true,
        platform: 'node',
        // Its workers are files of their own.
        external: ['rxjs-pool'],
        logLevel: 'error',
      });
      expect(await differences(outfile)).toEqual([]);
    });
  }
});

describe('any function works under vitest', () => {
  const run = (...args: string[]): Promise<{ stdout: string }> =>
    runProgram([vitest, 'run', '--root', tools, '--config', config, ...args], {
      cwd: tools,
      env: { COVERAGE_DIRECTORY: join(out, 'coverage') },
    });

  it.each(['forks', 'threads'])('in its %s', async (pool) => {
    const { stdout } = await run('functions', '--pool', pool);
    expect(stdout).toMatch(/Tests\s+1 passed/);
  });

  it('with coverage by v8', async () => {
    const { stdout } = await run('functions', '--coverage.enabled', '--coverage.provider', 'v8');
    expect(stdout).toMatch(/Tests\s+1 passed/);
    expect(stdout).toMatch(/functions\.ts/);
  });

  it('with the modules of Node instead of its own', async () => {
    const { stdout } = await run(
      'native',
      '--experimental.viteModuleRunner=false',
      '--experimental.nodeLoader=false',
    );
    expect(stdout).toMatch(/Tests\s+1 passed/);
  });
});

describe('any function works in CommonJS', () => {
  it('by require()', async () => {
    const { stdout } = await runProgram([join(tools, 'main.cjs')]);
    const line = '[10,8,"0cc1","a/b","/",4]';
    expect(stdout.trim().split('\n')).toEqual([line, line]);
  });
});
