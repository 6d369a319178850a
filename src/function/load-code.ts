import vm from 'node:vm';
import type { Origin } from '../wire/shipment.js';
import { GENERATED } from './stack-labels.js';

/** Runs code as if it stood at a place in a file: `import()` and stack traces depend on it. */
export function evaluateAt<T>(code: string, { url, line, column, isGenerated }: Origin): T {
  const script = new vm.Script(code, {
    filename: isGenerated ? `${url}${GENERATED}` : url,
    lineOffset: line,
    columnOffset: column,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  return script.runInThisContext() as T;
}

// Node 20 calls that option experimental at the first `import()` that goes this way; whoever reads the warning could
// do nothing about it. So the first one is made here, while nobody is told.
const emitWarning = process.emitWarning.bind(process);
process.emitWarning = () => undefined;
void evaluateAt(`import('node:module')`, { url: import.meta.url, line: 0, column: 0 });
process.emitWarning = emitWarning;
