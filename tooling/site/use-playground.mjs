import assert from 'node:assert';

/**
 * Uses the playground: it draws what the engine does, and draws anew what is changed, by pointer, by key and by address.
 *
 * @param {import('playwright').Page} page
 */
export async function usePlayground(page) {
  const bars = page.locator('.trace-picture .bar');
  const lanes = page.locator('.trace-picture text').filter({ hasText: /^\s*worker \d/ });
  const sentence = page.locator('.sentence');
  const workers = page.getByRole('slider', { name: 'workers' });
  await bars.first().waitFor();
  assert.strictEqual(await bars.count(), 12);

  await workers.fill('1');
  await sentence.filter({ hasText: 'on 1 worker;' }).waitFor();
  assert.strictEqual(await lanes.count(), 1);
  const alone = await total();
  await workers.press('ArrowRight');
  await sentence.filter({ hasText: 'on 2 workers;' }).waitFor();
  assert.strictEqual(await lanes.count(), 2);
  const together = await total();
  assert.ok(together < alone, `two workers take ${together} ms, one ${alone} ms`);

  await page.getByLabel('poolImapUnordered', { exact: true }).check();
  await page.locator('.line').filter({ hasText: 'poolImapUnordered(fn)' }).waitFor();
  await page.waitForURL(/#operator=poolImapUnordered&workers=2&/);

  await page.getByLabel('ms that item c takes').fill('20');
  await bars.filter({ hasText: 'c: 20 ms' }).waitFor({ state: 'attached' });
  await page.getByRole('button', { name: 'item c returns' }).click();
  await sentence.filter({ hasText: 'Item c failed' }).waitFor();
  await page.waitForURL(/throws=c$/);

  await page.getByRole('link', { name: 'A crash costs one item' }).click();
  await page.locator('.lesson').filter({ hasText: 'takes its worker down' }).waitFor();
  assert.strictEqual(await page.getByLabel('settle').isChecked(), true);
  assert.notStrictEqual(await page.locator('.trace-picture .chunk').count(), 0);
  await page.goBack();
  await sentence.filter({ hasText: 'Item c failed' }).waitFor();

  await page.setViewportSize({ width: 360, height: 740 });
  await page.waitForFunction(`document.querySelector('.trace-picture')?.clientWidth < 360`);
  const overhang = await page.evaluate(`document.documentElement.scrollWidth - innerWidth`);
  assert.strictEqual(overhang, 0, 'the page is wider than a phone');

  /** How many ms everything took. */
  async function total() {
    return Number(/in (\d+)\sms/.exec((await sentence.textContent()) ?? '')?.[1]);
  }
}
