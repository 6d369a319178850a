import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/**
 * Serves the files of a folder on a free port, with these headers. A page is found without its `.html`.
 *
 * @param {string} folder
 * @param {Record<string, string>} headers
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export function serve(folder, headers) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const asked = normalize(pathname.endsWith('/') ? `${pathname}index.html` : pathname);
    const path = extname(asked) === '' ? `${asked}.html` : asked;
    readFile(join(folder, path)).then(
      (content) => {
        const type = Reflect.get(TYPES, extname(path)) ?? 'application/octet-stream';
        response.writeHead(200, { ...headers, 'Content-Type': type, Connection: 'close' }).end(content);
      },
      () => response.writeHead(404).end(),
    );
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      resolve({ url: `http://127.0.0.1:${port}/`, close: () => void server.close() });
    });
  });
}
