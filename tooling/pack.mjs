import { execSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { root, tarballFolder } from './places.mjs';

/** Packs the package as `npm publish` would, into `tooling/out/tarball`, and notes its size. */
export function pack() {
  rmSync(tarballFolder, { recursive: true, force: true });
  mkdirSync(tarballFolder, { recursive: true });
  // The step `build` has just run, so `prepack` need not run it again.
  const json = execSync(`npm pack --json --ignore-scripts --pack-destination "${tarballFolder}"`, {
    cwd: root,
    encoding: 'utf8',
    stdio: 'pipe',
    timeout: 180_000,
  });
  // An array or an object, depending on npm's version.
  const [{ filename, size, unpackedSize, entryCount }] = Object.values(JSON.parse(json));
  const note = `${filename}: ${kB(size)} packed, ${kB(unpackedSize)} unpacked, ${entryCount} files`;
  return { ok: true, output: '', note };
}

/** @param {number} bytes */
function kB(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
