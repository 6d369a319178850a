// Prints whether V8's debugger was needed for closures of this file, and of a file that changed after it was loaded.
import { Session } from 'node:inspector';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { explainFunction } from 'rxjs-pool';

const commands = [];
const { post } = Session.prototype;
Session.prototype.post = function (...args) {
  commands.push(args[0]);
  return Reflect.apply(post, this, args);
};

async function explain(fn) {
  commands.length = 0;
  const { way, captured } = await explainFunction(fn);
  return { way, from: captured.map(({ from }) => from), debugger: commands.includes('Debugger.enable') };
}

console.log(JSON.stringify(await explain((text) => join(text, 'b'))));

const folder = mkdtempSync(join(tmpdir(), 'rxjs-pool-'));
try {
  const file = join(folder, 'changes.mjs');
  const version = (specifier) =>
    `import { sep } from '${specifier}';\nexport const make = () => (text) => text + sep;\n`;
  writeFileSync(file, version('node:path/posix'));
  utimesSync(file, 0, 0);
  const { make } = await import(pathToFileURL(file).href);
  writeFileSync(file, version('node:path/win32'));
  console.log(JSON.stringify(await explain(make())));
} finally {
  rmSync(folder, { recursive: true });
}
