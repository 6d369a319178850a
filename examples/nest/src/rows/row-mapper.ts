import { Injectable } from '@nestjs/common';
import { Pool } from 'rxjs-pool';
import { Settings } from '../settings.js';
import { enrichRow } from './enrich-row.js';
import type { Row } from './row.js';

/** Has rows enriched by the pool. */
@Injectable()
export class RowMapper {
  constructor(
    private readonly pool: Pool,
    private readonly settings: Settings,
  ) {}

  /**
   * The answers to rows, in their order. Reads at most `rowsAhead` rows ahead of them.
   *
   * A row whose worker dies is tried twice more, and then answered with an error, like one that takes too long.
   *
   * @param signal - Ends it: rows that no worker has begun never run.
   */
  map(rows: AsyncIterable<Row>, signal: AbortSignal): AsyncIterable<string> {
    return this.settings.usesPool ? this.#onPool(rows, signal) : onEventLoop(rows);
  }

  async *#onPool(rows: AsyncIterable<Row>, signal: AbortSignal): AsyncGenerator<string, void, undefined> {
    const { rowsAhead: buffersize, rowTimeout: timeout } = this.settings;
    // An outcome tells its index, and whoever wrote the file looks for its line.
    const lines = new Map<number, number>();
    const options = { settle: true, retries: 2, buffersize, timeout, signal } as const;
    for await (const outcome of this.pool.imap(enrichRow, noting(rows, lines), options)) {
      const line = lines.get(outcome.index);
      lines.delete(outcome.index);
      if (outcome.status === 'fulfilled') yield outcome.value;
      else yield `${JSON.stringify({ line, error: String(outcome.reason) })}\n`;
    }
  }
}

async function* noting(
  rows: AsyncIterable<Row>,
  lines: Map<number, number>,
): AsyncGenerator<Row, void, undefined> {
  let index = 0;
  for await (const row of rows) {
    lines.set(index++, row.line);
    yield row;
  }
}

async function* onEventLoop(rows: AsyncIterable<Row>): AsyncGenerator<string, void, undefined> {
  for await (const row of rows) yield enrichRow(row);
}
