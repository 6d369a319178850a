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
  const gaps = readFileSync(join(reports, `${name}.api.md`), 'utf8').match(
    /\(undocumented\)|ae-forgotten-export/g,
  );
  if (gaps) console.log(`api/${name}.api.md: ${gaps.length} public names lack a doc comment or an export`);
  if (succeeded && !gaps) continue;
  process.exitCode = 1;
  if (apiReportChanged)
    console.log(`api/${name}.api.md is stale: run \`npm run api\` and read the difference`);
}

/** @param {import('@microsoft/api-extractor').ExtractorMessage} message */
function printErrors(message) {
  message.handled = true;
  if (message.logLevel === ExtractorLogLevel.Error) console.log(message.formatMessageWithLocation(root));
}
