/// <reference lib="dom" />
/**
 * Looks at the built site in Chromium: every page opens without a complaint, the first shows its pictures, what is
 * searched for is found, dark mode is dark, and the playground runs the engine.
 */
import assert from 'node:assert';
import { chromium } from 'playwright';
import { serve } from '../browser-apps/serve.mjs';
import { builtPages, siteFolder } from './built-pages.mjs';
import { usePlayground } from './use-playground.mjs';

const server = await serve(siteFolder, { 'Cache-Control': 'max-age=600' });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '', args: ['--no-sandbox'] });
try {
  const page = await browser.newPage({ viewport: { width: 1300, height: 800 }, colorScheme: 'light' });
  page.setDefaultTimeout(10_000);
  // All pages are opened: none needs to load those that it leads to beforehand.
  await page.addInitScript(`Object.defineProperty(navigator, 'connection', { value: { saveData: true } })`);
  /** @type {string[]} */
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${String(error)}`));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url)) complaints.push(`${page.url()} asks for ${request.url()}`);
  });

  for (const path of builtPages()) {
    // Generated pages are many and alike: the first of a door is opened, the others are gone to from there.
    if (path.startsWith('/api/') && !path.endsWith('/')) await goTo(path);
    else await open(path);
    assert.notStrictEqual(await page.locator('h1').count(), 0, `${path} has no headline`);
  }
  await openHome();
  await search();
  await goDark();
  await open('/playground');
  await usePlayground(page);
  assert.deepStrictEqual(complaints, []);

  /** @param {string} path */
  async function open(path) {
    await page.goto(new URL(path, server.url).href, { waitUntil: 'load' });
    // From then on it answers; before, nothing but HTML is there.
    await page.waitForFunction(() => '__vue_app__' in (document.querySelector('#app') ?? {}));
  }

  /** @param {string} path */
  async function goTo(path) {
    await page.evaluate((href) => {
      const link = document.createElement('a');
      link.href = href;
      document.body.append(link);
      link.click();
      link.remove();
    }, path);
    // VitePress marks what it shows in this way.
    await page.locator(`.vp-doc.${path.replaceAll('/', '_')}`).waitFor();
  }

  async function openHome() {
    await open('/');
    const pictures = page.locator('.VPContent img');
    const widths = await pictures.evaluateAll((images) =>
      Promise.all(
        images.map(async (image) => {
          if (!(image instanceof HTMLImageElement)) return 0;
          await image.decode();
          return image.naturalWidth;
        }),
      ),
    );
    assert.deepStrictEqual(widths, [760, 760]);
  }

  async function search() {
    await page.keyboard.press('Control+k');
    await page.locator('.VPLocalSearchBox input').fill('poolImapUnordered');
    await page.locator('.VPLocalSearchBox .result').first().waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.VPLocalSearchBox').waitFor({ state: 'detached' });
  }

  async function goDark() {
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.strictEqual(await background(), 'rgb(255, 255, 255)');
    await page.locator('.VPSwitchAppearance').first().click();
    await page.locator('html.dark').waitFor();
    assert.notStrictEqual(await background(), 'rgb(255, 255, 255)');
  }
} finally {
  await browser.close();
  server.close();
}
