import { NestFactory } from '@nestjs/core';
import type { AddressInfo, Server } from 'node:net';
import { Pool } from 'rxjs-pool';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { csvHeader, csvRows } from '../harness/make-row.mjs';
import { AppModule } from '../src/app.module.js';
import { RowMapper } from '../src/rows/row-mapper.js';

// Here vitest compiles the sources: Nest finds what to inject by the metadata that it emits.
const app = await NestFactory.create(AppModule, { bodyParser: false, logger: false });

beforeAll(() => app.listen(0, '127.0.0.1'));
afterAll(() => app.close());

it('injects by type', () => {
  expect(Reflect.getMetadata('design:paramtypes', RowMapper)).toContain(Pool);
});

it('answers uploads', async () => {
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/jobs`, {
    method: 'POST',
    headers: { 'Content-Type': 'text/csv' },
    body: csvHeader + csvRows(0, 300),
  });
  const lines = (await response.text()).trim().split('\n');
  expect(lines).toHaveLength(300);
  expect(JSON.parse(lines[299] ?? '')).toMatchObject({ line: 301, id: '299', words: 20 });
});
