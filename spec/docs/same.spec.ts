import { readFileSync } from 'node:fs';
import { Pool, UncloneableError, UnshippableFunctionError, type PoolOptions } from 'rxjs-pool';
import { describe, expect, it } from 'vitest';
import { warningsDuring } from '../helpers.js';

/** A line of a table in the guide. */
interface Row {
  readonly program: string;
  readonly items: string;
  readonly expected: string;
}

const page = readFileSync(new URL('../../docs/guide/same.md', import.meta.url), 'utf8');

const rows = page.split('\n').flatMap((line): Row[] => {
  const [, program, items, expected] = /^\| `(.+?)`\s*\| `(.+?)`\s*\| (.+?)\s*\|$/.exec(line) ?? [];
  return program && items && expected ? [{ program, items, expected }] : [];
});

interface Made {
  readonly fn: (item: unknown) => unknown;
  readonly items: unknown[];
  readonly classes: NonNullable<PoolOptions['classes']>;
}

let programs = 0;

async function make({ program, items }: Row): Promise<Made> {
  const source = `// ${++programs}\n${program}\nconst known = typeof classes === 'undefined' ? [] : classes;\nexport const made = () => ({ fn, items: ${items}, classes: known });`;
  const url = `data:text/javascript,${encodeURIComponent(source)}`;
  return ((await import(/* @vite-ignore */ url)) as { made(): Made }).made();
}

interface Outcome {
  readonly outcome: unknown;
  readonly warnings: readonly string[];
}

describe.each(['worker_threads', 'child_process'] as const)('the tables of the guide, %s', (runtime) => {
  const run = async (row: Row): Promise<Outcome> => {
    const { fn, items, classes } = await make(row);
    let outcome: unknown;
    const warnings = await warningsDuring(async () => {
      await using pool = new Pool({ processes: 1, runtime, classes });
      outcome = await pool.map(fn, items).catch((error: unknown) => error);
    });
    return { outcome, warnings };
  };

  /** Runs the program of a row here. */
  const expected = async (row: Row): Promise<unknown[]> => {
    const { fn, items } = await make(row);
    return items.map((item) => fn(item));
  };

  it.each(rows.filter((row) => row.expected === 'the same'))('the same: $program', async (row) => {
    const { outcome, warnings } = await run(row);
    expect(outcome).toEqual(await expected(row));
    expect(warnings).toEqual([]);
  });

  it.each(rows.filter((row) => row.expected.startsWith('refused')))('refused: $program', async (row) => {
    const { outcome } = await run(row);
    expect(outcome).toBeInstanceOf(UnshippableFunctionError);
    expect(row.expected).toBe(
      `refused: \`${[...new Set((outcome as UnshippableFunctionError).names)].join()}\``,
    );
  });

  it.each(rows.filter((row) => row.expected.startsWith('not copied')))(
    'not copied: $program',
    async (row) => {
      const { outcome } = await run(row);
      expect(outcome).toBeInstanceOf(UncloneableError);
      expect(String(outcome)).toContain(row.expected.slice('not copied: '.length));
    },
  );

  it.each(rows.filter((row) => row.expected.startsWith('plain data')))(
    'plain data: $program',
    async (row) => {
      const { outcome, warnings } = await run(row);
      expect(outcome).not.toEqual(await expected(row));
      expect(warnings).toEqual([expect.stringContaining('arrive as plain data')]);
    },
  );

  it('has no other lines', () => {
    expect(rows.length).toBeGreaterThan(35);
    expect(
      rows
        .map((row) => row.expected)
        .filter((text) => !/^(?:the same|refused: |not copied: |plain data)/.test(text)),
    ).toEqual([]);
  });
});
