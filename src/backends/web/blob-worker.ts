import type { WebWorker } from '../../executor/web-worker.js';

let url: string | undefined;

/** A worker that runs self-contained functions, made from nothing but this package. */
export async function blobWorker(): Promise<WebWorker> {
  url ??= URL.createObjectURL(
    new Blob([(await import('./blob-script.js')).script], { type: 'text/javascript' }),
  );
  const { Worker } = globalThis as unknown as { Worker: new (url: string) => WebWorker };
  return new Worker(url);
}
