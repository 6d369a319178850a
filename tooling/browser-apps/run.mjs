/**
 * Builds one application with Vite and with webpack, both with the packed tarball, and runs each in Chromium: as it
 * is, cross-origin isolated, and under a Content Security Policy that allows neither blobs nor `eval`.
 */
import assert from 'node:assert';
import { execSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { build as vite } from 'vite';
import webpack from 'webpack';
import { root, tarball } from '../places.mjs';
import { serve } from './serve.mjs';

const ISOLATED = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};
const STRICT = { 'Content-Security-Policy': "default-src 'self'; img-src data:" };

/** @typedef {Record<string, { value?: unknown, error?: string, names?: string[] }>} Outcomes */

const folder = mkdtempSync(join(tmpdir(), 'rxjs-pool-apps-'));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '', args: ['--no-sandbox'] });
try {
  install();
  await withVite();
  await withWebpack();
  for (const app of ['vite', 'webpack']) {
    const built = join(folder, app);
    expectWorking(await load(built, {}), false);
    expectWorking(await load(built, ISOLATED), true);
    expectStrict(await load(built, STRICT));
    console.log(
      `${app}: ${readdirSync(built, { recursive: true }).length} files, run under three sets of headers`,
    );
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}

function install() {
  cpSync(join(root, 'tooling', 'browser-apps', 'app'), folder, { recursive: true });
  const dependencies = { rxjs: '7.8.2', 'rxjs-pool': `file:${tarball()}` };
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, type: 'module', dependencies }),
  );
  execSync('npm install --prefer-offline --no-audit --no-fund', {
    cwd: folder,
    stdio: 'pipe',
    timeout: 60_000,
  });
}

function withVite() {
  return vite({
    root: folder,
    configFile: false,
    logLevel: 'warn',
    base: './',
    worker: { format: 'es' },
    build: { outDir: join(folder, 'vite'), target: 'es2022', modulePreload: { polyfill: false } },
  });
}

async function withWebpack() {
  /** @type {import('webpack').Stats | undefined} */
  const stats = await new Promise((resolve, reject) => {
    webpack(
      {
        context: folder,
        mode: 'production',
        entry: './main.js',
        output: { path: join(folder, 'webpack'), filename: 'main.js', module: true },
        experiments: { outputModule: true },
        performance: { hints: false },
      },
      (error, result) => (error ? reject(error) : resolve(result)),
    );
  });
  assert(stats && !stats.hasErrors() && !stats.hasWarnings(), stats?.toString());
  cpSync(join(folder, 'index.html'), join(folder, 'webpack', 'index.html'));
}

/**
 * Loads a built application, and lets it run.
 *
 * @param {string} built
 * @param {Record<string, string>} headers
 */
async function load(built, headers) {
  const server = await serve(built, headers);
  const page = await browser.newPage();
  /** @type {string[]} */
  const complaints = [];
  /** @type {string[]} */
  const requests = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => requests.push(new URL(request.url()).pathname));
  try {
    await page.goto(server.url);
    await page.waitForFunction('typeof run === "function"', null, { timeout: 60_000 });
    const outcomes = /** @type {Outcomes} */ (await page.evaluate('run()'));
    const isIsolated = await page.evaluate('crossOriginIsolated');
    return { outcomes, complaints, requests, isIsolated };
  } finally {
    await page.close();
    server.close();
  }
}

/** @param {Awaited<ReturnType<typeof load>>} loaded @param {boolean} isolated */
function expectWorking({ outcomes, complaints, isIsolated }, isolated) {
  assert.equal(isIsolated, isolated);
  expectTasks(outcomes);
  assert.deepEqual(outcomes.bySource, { value: [1, 4, 9] });
  assert.match(outcomes.closure?.error ?? '', /^UnshippableFunctionError: /);
  assert.equal(outcomes.closure?.names?.length, 1);
  assert.match(outcomes.crash?.error ?? '', /^WorkerCrashedError: Worker died while it ran item 1/);
  assert.deepEqual(complaints, []);
}

/** @param {Awaited<ReturnType<typeof load>>} loaded */
function expectStrict({ outcomes }) {
  expectTasks(outcomes);
  assert.match(outcomes.bySource?.error ?? '', /worker-src blob:/);
  assert.match(outcomes.crash?.error ?? '', /'unsafe-eval'/);
}

/** @param {Outcomes} outcomes */
function expectTasks({ byName }) {
  assert.deepEqual(byName, { value: [1, 2, 5, 10, 17] });
}
