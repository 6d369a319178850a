import { BadRequestException } from '@nestjs/common';
import { requiredColumns } from './check-row.js';
import { readLines } from './read-lines.js';
import type { Row } from './row.js';
import type { UploadFormat } from './upload-format.js';

/**
 * The rows of an upload, cut and not parsed: that is the workers' part.
 *
 * @throws BadRequestException (400) for an upload without rows or with a CSV header that lacks a column,
 * PayloadTooLargeException (413) for a row that is too long.
 */
export async function* readRows(
  source: AsyncIterable<Buffer>,
  format: UploadFormat,
  maxBytes: number,
): AsyncGenerator<Row, void, undefined> {
  let header: string | undefined = format === 'csv' ? undefined : '';
  let isEmpty = true;
  for await (const { line, text } of readLines(source, { quotes: format === 'csv', maxBytes })) {
    if (header === undefined) {
      header = text;
      checkHeader(header);
      continue;
    }
    isEmpty = false;
    yield { line, text, header };
  }
  if (isEmpty) throw new BadRequestException('The upload must have rows: received none');
}

function checkHeader(header: string): void {
  const names = header.split(',').map((name) => name.trim().replaceAll('"', ''));
  const missing = requiredColumns.filter((name) => !names.includes(name));
  if (missing.length === 0) return;
  throw new BadRequestException(
    `The CSV header must name ${requiredColumns.join(', ')}: it lacks ${missing.join(', ')}`,
  );
}
