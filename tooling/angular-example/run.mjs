/// <reference lib="dom" />
/** Runs the built Angular example in Chromium: it paints, moves, zooms and changes its workers, without a complaint. */
import assert from 'node:assert';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { serve } from '../browser-apps/serve.mjs';
import { out, root } from '../places.mjs';

const PATIENCE = { timeout: 90_000 };

const server = await serve(join(root, 'examples', 'angular', 'dist', 'browser'), {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
});
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '',
  args: ['--no-sandbox'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1000, height: 780 } });
  /** @type {string[]} */
  const complaints = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  /** @param {string} name */
  const number = async (name) => Number(await page.locator(`[data-test=${name}]`).textContent());
  const whole = () =>
    page.waitForFunction(
      () => {
        const text = (/** @type {string} */ name) =>
          document.querySelector(`[data-test=${name}]`)?.textContent;
        return text('painted') === text('tiles');
      },
      undefined,
      PATIENCE,
    );

  await page.goto(server.url);
  await whole();
  const tiles = await number('tiles');
  assert.equal(await coloured(), tiles, 'every tile is painted');
  mkdirSync(join(out, 'angular'), { recursive: true });
  await page.screenshot({ path: join(out, 'angular', 'whole.png') });

  // Four pictures, each asked for as soon as the one before has begun: what they have left is not computed.
  await page.getByRole('slider').last().fill('10000');
  const canvas = page.locator('canvas');
  for (let move = 0; move < 4; move++) {
    await page.waitForFunction(
      () => Number(document.querySelector('[data-test=painted]')?.textContent) > 0,
      undefined,
      PATIENCE,
    );
    await canvas.hover({ position: { x: 400, y: 300 } });
    await page.mouse.down();
    await page.mouse.move(450 + move, 380);
    await page.mouse.up();
  }
  const frames = await number('frames');
  const dropped = await number('dropped');
  assert(dropped > tiles, `most tiles of four pictures that were left are not computed: ${dropped}`);
  await canvas.hover({ position: { x: 500, y: 300 } });
  await page.mouse.wheel(0, -100);
  await page.getByRole('slider').last().fill('600');
  await page.getByRole('slider').first().fill('3');
  await page.getByRole('slider').first().dispatchEvent('change');
  await whole();
  assert.equal(await number('workers'), 3);
  assert.equal(await coloured(), tiles, 'every tile is painted again, by other workers');
  await page.screenshot({ path: join(out, 'angular', 'moved.png') });
  assert.deepEqual(complaints, []);
  console.log(`${tiles} tiles, ${dropped} dropped, ${frames} frames per second while it computed`);

  /** How many tiles have a pixel that somebody has painted. */
  function coloured() {
    return page.evaluate(() => {
      const element = /** @type {HTMLCanvasElement} */ (document.querySelector('canvas'));
      const copy = new OffscreenCanvas(element.width, element.height);
      const context = copy.getContext('2d', { willReadFrequently: true });
      if (!context) return 0;
      context.drawImage(element, 0, 0);
      let count = 0;
      for (let y = 30; y < element.height; y += 60) {
        for (let x = 30; x < element.width; x += 60) {
          count += Number(context.getImageData(x, y, 1, 1).data[3] === 255);
        }
      }
      return count;
    });
  }
} finally {
  await browser.close();
  server.close();
}
