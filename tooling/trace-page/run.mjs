/**
 * Looks at the page of a trace in Chromium: it is drawn, says what is wrong with the job, and can be zoomed and asked.
 */
import assert from 'node:assert';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright';
import { sampleTrace } from './sample-trace.mjs';

const folder = mkdtempSync(join(tmpdir(), 'rxjs-pool-trace-'));
const file = join(folder, 'trace.html');
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '', args: ['--no-sandbox'] });
try {
  const trace = sampleTrace();
  writeFileSync(file, trace.toHtml());
  const page = await browser.newPage({ viewport: { width: 1200, height: 700 } });
  page.setDefaultTimeout(10_000);
  /** @type {string[]} */
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith('file:')) complaints.push('it is not self-contained');
  });
  await page.goto(pathToFileURL(file).href);

  assert.match((await page.textContent('#advice')) ?? '', /choose a chunksize below 60/);
  assert.match((await page.textContent('#legend')) ?? '', /unevenly.*an item reports something/);
  assert.match((await page.textContent('body')) ?? '', /2 workers · 66 items in/);

  const picture = await colors();
  // The job, what failed and who died, and where a worker had nothing to do.
  for (const color of ['68,119,170', '214,39,40', '238,241,245']) {
    assert.ok((picture.get(color) ?? 0) > 20, `there is nothing in the colour ${color}`);
  }

  const tooltip = page.locator('#tooltip');
  assert.strictEqual(await tooltip.isVisible(), false);
  await hover(0.5, 'message');
  assert.match((await tooltip.textContent()) ?? '', /^message of \d+ items of unevenly/);

  await findReport('item 30 of unevenly', 'reported {"share":0.5}, heard at 240 ms');

  await page.mouse.wheel(0, -800);
  assert.notDeepStrictEqual(await colors(), picture);
  await page.dblclick('canvas');
  assert.deepStrictEqual(await colors(), picture);
  await page.press('canvas', '+');
  assert.notDeepStrictEqual(await colors(), picture);

  assert.deepStrictEqual(complaints, []);

  /** How many pixels of the picture have which colour. */
  async function colors() {
    // What is due is drawn in the next frame.
    const counts = await page.evaluate(`new Promise((resolve) => {
      requestAnimationFrame(() => requestAnimationFrame(() => {
        const canvas = document.querySelector('canvas');
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        const counts = new Map();
        for (let at = 0; at < data.length; at += 4) {
          const color = data.slice(at, at + 3).join();
          counts.set(color, (counts.get(color) ?? 0) + 1);
        }
        resolve([...counts].toSorted());
      }));
    })`);
    return new Map(/** @type {[string, number][]} */ (counts));
  }

  /**
   * Points at worker 1's lane: at the strip of its messages.
   *
   * @param {number} share how far right, of the timeline
   * @param {string} what what there should be
   */
  async function hover(share, what) {
    const box = await page.locator('canvas').boundingBox();
    assert.ok(box);
    for (const y of [66, 132]) {
      await page.mouse.move(box.x + 190 + (box.width - 190) * share, box.y + y);
      if (((await tooltip.textContent()) ?? '').startsWith(what)) return;
    }
    assert.fail(`there is no ${what} to point at`);
  }

  /**
   * Points at one item after another, until one has reported something.
   *
   * @param {...string} lines what is said of it
   */
  async function findReport(...lines) {
    const box = await page.locator('canvas').boundingBox();
    assert.ok(box);
    for (let x = box.x + 200; x < box.x + box.width; x += 3) {
      for (const y of [90, 156]) {
        await page.mouse.move(x, box.y + y);
        const text = (await tooltip.textContent()) ?? '';
        if (lines.every((line) => text.includes(line))) return;
      }
    }
    assert.fail(`there is no item of which is said: ${lines.join(', ')}`);
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
