/** Loads the built application whose folder is given, and waits for the number that it shows. */
import assert from 'node:assert';
import { chromium } from 'playwright';
import { serve } from '../browser-apps/serve.mjs';

const server = await serve(process.argv[2], {});
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '',
  args: ['--no-sandbox'],
});
try {
  const page = await browser.newPage();
  /** @type {string[]} */
  const complaints = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(server.url);
  await page.getByText('9592 primes').waitFor({ timeout: 60_000 });
  assert.deepEqual(complaints, []);
} finally {
  await browser.close();
  server.close();
}
