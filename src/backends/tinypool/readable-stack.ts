import { fileURLToPath } from 'node:url';
import type { AnyFunction } from '../../function/any-function.js';
import { factsOf } from '../../function/facts.js';
import { locate } from '../../function/locate.js';
import { originalPosition } from '../../function/original-position.js';
import { GENERATED, LINES_BEFORE, STRICT } from '../../function/stack-labels.js';
import type { Origin, Shipment } from '../../wire/shipment.js';

/** The folder of this package's own code, as stacks name it; none where a bundler has put that among the program's. */
const [url] = /^.*\/dist\/(?=(?:node|backends\/tinypool)\/[^/]+$)/.exec(import.meta.url) ?? [];
const OWN = url === undefined ? [] : [url, fileURLToPath(url)];

/** The place that a line of a stack names, if that is one of a function that travelled. */
const TRAVELLED = new RegExp(
  `(?:eval )?\\(?(rxjs-pool/[\\w$.-]+\\.js|[^\\s()]+${GENERATED}):(\\d+):(\\d+)\\)?$`,
);

/**
 * Makes the stack of an error from a worker readable: it names the files of the program, as they were written, and ends where
 * this package begins.
 *
 * @param shipment - How the function of the item went there.
 * @param fn - The function, if it is known.
 */
export function readableStack(stack: string, shipment: Shipment, fn: AnyFunction | undefined): string {
  const lines = stack.split('\n');
  const own = lines.findIndex((line) => /^\s+at /.test(line) && OWN.some((folder) => line.includes(folder)));
  const kept = own > 0 ? lines.slice(0, own) : lines;
  return kept.map((line) => readableLine(line, shipment, fn)).join('\n');
}

function readableLine(line: string, shipment: Shipment, fn: AnyFunction | undefined): string {
  const [found, file = '', row, column] = TRAVELLED.exec(line) ?? [];
  if (found === undefined) return line;
  const at = { url: file, line: Number(row) - 1, column: Number(column) - 1 };
  const place = file.endsWith(GENERATED)
    ? originalPosition({ ...at, url: file.slice(0, -GENERATED.length) })
    : placeInFile(at, shipment, fn);
  if (!place) return line;
  const text = `${place.url}:${place.line + 1}:${place.column + 1}`;
  return line.replace(found, () => (found.startsWith('(') ? `(${text})` : text));
}

/** Finds the place in the file for a place in the source of a self-contained function. */
function placeInFile(at: Origin, shipment: Shipment, fn: AnyFunction | undefined): Origin | undefined {
  const facts = fn && shipment.way === 'source' ? factsOf(fn, () => locate(fn)) : undefined;
  if (!fn || !facts || shipment.way !== 'source') return undefined;
  const { origin, source } = facts;
  const line = at.line - LINES_BEFORE;
  if (line > 0) return originalPosition({ url: origin.url, line: origin.line + line, column: at.column });
  const strict = shipment.isStrict ? STRICT : '';
  // Helpers may stand before it.
  const before = shipment.code.indexOf(Function.prototype.toString.call(fn)) - source.prefix.length;
  const column = origin.column + at.column - `${strict}return `.length - Math.max(0, before);
  return originalPosition({ url: origin.url, line: origin.line, column: Math.max(0, column) });
}
