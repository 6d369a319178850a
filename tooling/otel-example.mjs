import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isStale, npmCi } from './npm-ci.mjs';
import { root } from './places.mjs';
import { runNode } from './run-node.mjs';
import { unpackTarball } from './unpack-tarball.mjs';

const folder = join(root, 'examples', 'otel');

/** Runs the example of OpenTelemetry with the packed tarball, and compares what it prints with what its README says. */
export async function otelExample() {
  if (isStale(folder)) npmCi(folder);
  unpackTarball(folder);
  const { ok, stdout, output } = await runNode(['src/main.mjs'], { seconds: 180, cwd: folder });
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  // The two reports may end in either order.
  const parts = stdout.split(/^(?=\w)/m);
  const isPromised = parts.length === 2 && parts.every((part) => readme.includes(part));
  return { ok: ok && isPromised, output: `${output}\nREADME.md promises:\n${readme}` };
}
