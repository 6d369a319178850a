import { UnsupportedMediaTypeException } from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';

/** How the rows of an upload are written. */
export type UploadFormat = 'csv' | 'ndjson';

const FORMATS: Readonly<Record<string, UploadFormat>> = {
  'text/csv': 'csv',
  'application/x-ndjson': 'ndjson',
  'application/jsonl': 'ndjson',
};

/**
 * What the headers of an upload say that it is.
 *
 * @throws UnsupportedMediaTypeException (415) for anything that is not read here.
 */
export function uploadFormat(headers: IncomingHttpHeaders): UploadFormat {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') {
    throw new UnsupportedMediaTypeException(
      `The upload must not be compressed: received content-encoding '${encoding}'`,
    );
  }
  const type = headers['content-type'] ?? '';
  const format = FORMATS[type.split(';', 1)[0]?.trim().toLowerCase() ?? ''];
  if (format) return format;
  throw new UnsupportedMediaTypeException(
    `The content type must be text/csv or application/x-ndjson: received '${type}'`,
  );
}
