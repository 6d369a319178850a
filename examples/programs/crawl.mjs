/**
 * Fetches all pages of a site, from link to link, and stores their titles and texts in a directory.
 *
 *     node examples/programs/crawl.mjs http://localhost:8080/ DIRECTORY
 *
 * A page waits for the network most of the time, so each worker has eight of them at once. A page that fails is tried
 * twice more, each time after a longer pause. Those that fail all the same come at the end, with the exit code 1. What is no
 * HTML, or sends on to another site, is skipped.
 */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parse } from 'node-html-parser';
import { Subject } from 'rxjs';
import { getTaskInfo, Pool, poolImapUnordered } from 'rxjs-pool';
import { currentTask } from 'rxjs-pool/tasks';

/** A site may make up new links for ever. */
const MOST_PAGES = 10_000;
const [start, directory, ...others] = process.argv.slice(2);
if (
  start === undefined ||
  !/^https?:/.test(start) ||
  !URL.canParse(start) ||
  directory === undefined ||
  others.length > 0
) {
  console.error('Give me a URL and a directory: node crawl.mjs http://localhost:8080/ DIRECTORY');
  process.exit(2);
}
await mkdir(directory, { recursive: true }).catch((error) => {
  console.error(messageOf(error));
  process.exit(1);
});

/**
 * Runs in a worker: fetches, parses and stores one page. Only its links come back.
 *
 * @param {string} url
 * @returns {Promise<{ status: number, stored: boolean, links: string[] }>}
 */
async function visit(url) {
  const { attempt } = currentTask();
  // The other pages of this worker go on meanwhile.
  if (attempt > 0) await setTimeout(100 * 4 ** attempt);
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  const { status } = response;
  // What throws is tried again. That helps while a server is busy, but not if there is no such page.
  if (status === 429 || status >= 500) throw new Error(`status ${status}`);
  const isPage = response.ok && response.headers.get('content-type')?.startsWith('text/html');
  if (!isPage || new URL(response.url).origin !== new URL(url).origin) {
    await response.body?.cancel();
    return { status, stored: false, links: [] };
  }
  const page = parse(await response.text());
  const title = page.querySelector('title')?.text.trim();
  const links = page.querySelectorAll('a[href]').map((link) => link.getAttribute('href') ?? '');
  const name = createHash('sha256').update(url).digest('hex').slice(0, 16);
  const text = page.querySelector('body')?.structuredText;
  await writeFile(join(directory, `${name}.json`), JSON.stringify({ url, title, text }));
  return { status, stored: true, links: links.flatMap((link) => linkOf(link, response.url) ?? []) };
}

/**
 * A link as a whole URL, if it leads to the same site.
 *
 * @param {string} link
 * @param {string} base
 */
function linkOf(link, base) {
  if (!URL.canParse(link, base)) return undefined;
  const { origin, pathname, search } = new URL(link, base);
  return origin === new URL(base).origin ? `${origin}${pathname}${search}` : undefined;
}

/** @type {string[]} */
const urls = [];
const known = new Set(urls);
/** @type {Subject<string>} */
const queue = new Subject();
let open = 0;

/** @param {string} url */
function add(url) {
  if (known.has(url) || urls.length === MOST_PAGES) return;
  known.add(url);
  urls.push(url);
  open++;
  queue.next(url);
}

let stored = 0;
let skipped = 0;
/** @type {string[]} */
const missing = [];
/** @type {string[]} */
const failed = [];
// Two workers with eight pages each: sixteen requests at a time, on any machine.
const pool = new Pool(2);
const end = queue
  .pipe(poolImapUnordered(visit, { pool, concurrency: 8, retries: 2, settle: true }))
  .forEach((outcome) => {
    const url = urls[outcome.index];
    if (outcome.status === 'rejected') failed.push(`${url}: ${reasonOf(outcome.reason)}`);
    else if (outcome.value.status >= 400) missing.push(`${url}: status ${outcome.value.status}`);
    else {
      if (outcome.value.stored) stored++;
      else skipped++;
      for (const link of outcome.value.links) add(link);
    }
    open--;
    if (open === 0) queue.complete();
  });
add(new URL(start).href);
try {
  await end;
} finally {
  pool.close();
}
for (const line of [...missing, ...failed]) console.error(line);
console.log(`${stored} stored, ${skipped} skipped, ${missing.length} missing, ${failed.length} failed`);
process.exitCode = failed.length > 0 || stored === 0 ? 1 : 0;

/** @param {unknown} reason */
function reasonOf(reason) {
  const attempts = (getTaskInfo(reason)?.attempt ?? 0) + 1;
  // Of a failed request, the cause says more.
  const cause = reason instanceof Error && reason.cause instanceof Error ? reason.cause : reason;
  return `${messageOf(cause)} (${attempts} attempts)`;
}

/** @param {unknown} error */
function messageOf(error) {
  if (!(error instanceof Error)) return String(error);
  // A host with several addresses fails with an error that has a code only.
  return error.message || ('code' in error ? String(error.code) : error.name);
}
