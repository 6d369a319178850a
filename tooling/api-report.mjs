/**
 * Compares the public API, as its declarations in `dist/` show it, with the reports in `api/`.
 *
 * Usage: `node tooling/api-report.mjs` fails when a report is stale; `--update` writes it.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { out, root } from './places.mjs';

const update = process.argv.includes('--update');
const reports = join(root, 'api');
mkdirSync(reports, { recursive: true });

for (const [name, entry] of [
  ['rxjs-pool', 'dist/index.d.ts'],
  ['angular', 'dist/angular/index.d.ts'],
  ['browser', 'dist/browser.d.ts'],
  ['nestjs', 'dist/nestjs/index.d.ts'],
  ['bullmq', 'dist/backends/bullmq/index.d.ts'],
  ['insight', 'dist/insight/index.d.ts'],
  ['tasks', 'dist/tasks.d.ts'],
  ['testing', 'dist/testing/index.d.ts'],
]) {
  const configObject = ExtractorConfig.loadFile(join(root, 'tooling', 'api-extractor.json'));
  configObject.mainEntryPointFilePath = join(root, entry);
  configObject.apiReport = {
    enabled: true,
    reportFileName: `${name}.api.md`,
    reportFolder: reports,
    reportTempFolder: join(out, 'api'),
  };
  const { succeeded, apiReportChanged } = Extractor.invoke(
    ExtractorConfig.prepare({
      configObject,
      configObjectFullPath: undefined,
      packageJsonFullPath: join(root, 'package.json'),
      projectFolderLookupToken: root,
    }),
    { localBuild: update, messageCallback: printErrors },
  );
  const gaps = gapsOf(readFileSync(join(reports, `${name}.api.md`), 'utf8'));
  if (gaps > 0) console.log(`api/${name}.api.md: ${gaps} public names lack a doc comment or an export`);
  if (succeeded && gaps === 0) continue;
  process.exitCode = 1;
  if (apiReportChanged)
    console.log(`api/${name}.api.md is stale: run \`npm run api\` and read the difference`);
}

/**
 * Names without a doc comment, and names that no door exports: what the main one does, the others need not.
 *
 * @param {string} report
 */
function gapsOf(report) {
  const main = readFileSync(join(reports, 'rxjs-pool.api.md'), 'utf8');
  const missing = [...report.matchAll(/ae-forgotten-export\) The symbol "(\w+)"/g)].filter(
    ([, symbol]) => !new RegExp(`^export (?:class|interface|type) ${symbol}\\b`, 'm').test(main),
  );
  return missing.length + (report.match(/\(undocumented\)/g)?.length ?? 0);
}

/** @param {import('@microsoft/api-extractor').ExtractorMessage} message */
function printErrors(message) {
  message.handled = true;
  if (message.logLevel === ExtractorLogLevel.Error) console.log(message.formatMessageWithLocation(root));
}
