import { readFileSync } from 'node:fs';
import { Pool, UnshippableFunctionError } from 'rxjs-pool';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

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
}

let programs = 0;

async function make({ program, items }: Row): Promise<Made> {
  const source = `// ${++programs}\n${program}\nexport const made = () => ({ fn, items: ${items} });`;
  const url = `data:text/javascript,${encodeURIComponent(source)}`;
  return ((await import(/* @vite-ignore */ url)) as { made(): Made }).made();
}

describe.each(['worker_threads', 'child_process'] as const)('the tables of the guide, %s', (runtime) => {
  let pool: Pool;
  beforeAll(() => {
    pool = new Pool({ processes: 1, runtime });
  });
  afterAll(() => pool.terminate());

  it.each(rows)('tell the truth: $program', async (row) => {
    const there = await make(row);
    const outcome: unknown = await pool.map(there.fn, there.items).catch((error: unknown) => error);
    const names = outcome instanceof UnshippableFunctionError ? outcome.names : undefined;
    const [, refused] = /^refused: `(.+)`$/.exec(row.expected) ?? [];
    expect([...new Set(names)]).toEqual(refused === undefined ? [] : [refused]);
    const here = await make(row);
    const results = refused === undefined ? here.items.map((item) => here.fn(item)) : outcome;
    expect(outcome).toEqual(results);
  });

  it('are found', () => {
    expect(rows.length).toBeGreaterThan(20);
  });
});
