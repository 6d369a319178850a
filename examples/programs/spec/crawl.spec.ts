import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from './run.js';

let folder = '';
let server: Server;
let site = '';
let requests: Record<string, number> = {};
let answers: Record<string, (response: ServerResponse, request: number) => void> = {};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rxjs-pool-crawl-'));
  requests = {};
  server = createServer(({ url = '' }, response) => {
    requests[url] = (requests[url] ?? 0) + 1;
    const answer = answers[url] ?? ((missing: ServerResponse) => missing.writeHead(404).end('nothing'));
    answer(response, requests[url]);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

/** A page with a title and links. */
function page(title: string, ...links: string[]): (response: ServerResponse) => void {
  const anchors = links.map((link) => `<a href="${link}">to ${link}</a>`).join('');
  const html = `<title>${title}</title><body><p>Text &amp; more</p>${anchors}</body>`;
  return (response) => response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
}

async function titles(): Promise<string[]> {
  const files = await readdir(folder);
  const pages = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return pages.map((text) => (JSON.parse(text) as { title: string }).title).toSorted();
}

describe('crawl', () => {
  it('stores every page of the site once', async () => {
    answers = {
      '/': page(
        'Home',
        'deep/one',
        '/two?a=1&b=2',
        '#top',
        'https://example.invalid/',
        'mailto:a@b.c',
        'http://[',
      ),
      '/deep/one': page('One', '../', 'three', '../picture.png'),
      '/two?a=1&b=2': page('Two', '/deep/one#part'),
      '/deep/three': page('Three'),
      '/picture.png': (response) => response.writeHead(200, { 'content-type': 'image/png' }).end('png'),
    };
    const { code, lines, errors } = await run('crawl', [site, folder]);
    expect({ code, lines, errors }).toEqual({
      code: 0,
      lines: ['4 stored, 1 skipped, 0 missing, 0 failed'],
      errors: '',
    });
    expect(await titles()).toEqual(['Home', 'One', 'Three', 'Two']);
    expect(new Set(Object.values(requests))).toEqual(new Set([1]));
  });

  it('tries pages again that fail, and tells at the end which failed all the same', async () => {
    answers = {
      '/': page('Home', '/busy', '/broken', '/reset', '/gone'),
      '/busy': (response, request) =>
        request < 3 ? response.writeHead(503).end() : page('Busy', '/behind')(response),
      '/behind': page('Behind'),
      '/broken': (response) => response.writeHead(500).end('oh no'),
      '/reset': (response) => response.destroy(),
    };
    const { code, lines, errors } = await run('crawl', [`${site}/`, folder]);
    expect(lines).toEqual(['3 stored, 0 skipped, 1 missing, 2 failed']);
    expect(errors.split('\n').toSorted()).toEqual([
      '',
      `${site}/broken: status 500 (3 attempts)`,
      `${site}/gone: status 404`,
      expect.stringMatching(/\/reset: .+ \(3 attempts\)$/),
    ]);
    expect(code).toBe(1);
    expect(await titles()).toEqual(['Behind', 'Busy', 'Home']);
    expect(requests).toEqual({ '/': 1, '/busy': 3, '/behind': 1, '/broken': 3, '/reset': 3, '/gone': 1 });
  });

  it('has sixteen requests at a time', async () => {
    const names = Array.from({ length: 64 }, (_, at) => `/page-${at}`);
    answers = { '/': page('Home', ...names) };
    let open = 0;
    let most = 0;
    let waiting: Array<() => void> | undefined = [];
    for (const name of names) {
      answers[name] = (response) => {
        most = Math.max(most, ++open);
        response.once('close', () => open--);
        if (waiting === undefined) return page(name)(response);
        waiting.push(() => page(name)(response));
        if (waiting.length < 16) return;
        for (const answer of waiting) answer();
        waiting = undefined;
      };
    }
    const { lines } = await run('crawl', [site, folder]);
    // The first sixteen had to wait for each other.
    expect(lines).toEqual(['65 stored, 0 skipped, 0 missing, 0 failed']);
    expect(most).toBe(16);
  });

  it('says so when there is no server', async () => {
    server.close();
    await once(server, 'close');
    const { code, lines, errors } = await run('crawl', [site, folder]);
    expect(lines).toEqual(['0 stored, 0 skipped, 0 missing, 1 failed']);
    expect(errors).toMatch(/^.* connect ECONNREFUSED.* \(3 attempts\)\n$/);
    expect(code).toBe(1);
  });

  it('says so when there is no page', async () => {
    answers = { '/': (response) => response.writeHead(200, { 'content-type': 'text/plain' }).end('text') };
    const { code, lines, errors } = await run('crawl', [site, folder]);
    expect({ code, lines, errors }).toEqual({
      code: 1,
      lines: ['0 stored, 1 skipped, 0 missing, 0 failed'],
      errors: '',
    });
  });

  it('says in one line that it cannot make its directory', async () => {
    const { code, errors } = await run('crawl', [site, join(import.meta.filename, 'pages')]);
    expect(errors).toMatch(/^ENOTDIR: .*\n$/);
    expect(code).toBe(1);
  });

  it('asks for a URL with its protocol', async () => {
    const { code, errors } = await run('crawl', ['localhost:8080', folder]);
    expect(errors).toMatch(/^Give me a URL and a directory: .*\n$/);
    expect(code).toBe(2);
  });
});
