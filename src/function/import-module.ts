import { OwnMap } from '../intrinsics.js';

const LOADER = `give processes a loader, new Pool({ runtime: 'child_process', execArgv: ['--import', 'tsx'] })`;

/** Why a worker may fail to import TypeScript, and the ways out, by the codes of Node's errors. */
const reasons = new OwnMap<unknown, string>([
  [
    'ERR_UNKNOWN_FILE_EXTENSION',
    `this version of Node does not run TypeScript; build it to JavaScript, use Node 22.18 or newer, or ${LOADER}`,
  ],
  [
    'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX',
    `Node only strips types, and this file has enums or other code to make; build it to JavaScript, or ${LOADER}`,
  ],
  [
    'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING',
    'Node runs no TypeScript below node_modules; build it to JavaScript',
  ],
]);

/**
 * Imports a module in a worker, with an error that says what is missing if it is TypeScript.
 *
 * @param load - How, if it is not by its URL.
 */
export async function importModule(
  url: string,
  load: () => Promise<unknown> = () => import(url),
): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await load()) as Record<string, unknown>;
  } catch (cause) {
    const { code, message } = Object(cause) as { code?: unknown; message?: unknown };
    const reason = reasons.get(code);
    // Other kinds of files have no extension that Node knows either.
    if (reason === undefined || !/\.[cm]?tsx?\b/.test(`${url} ${String(message)}`)) throw cause;
    throw new Error(`Cannot import ${url} in a worker: ${reason}`, { cause });
  }
}
