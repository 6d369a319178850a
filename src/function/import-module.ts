/** Imports a module in a worker, with an error that says what is missing if it is TypeScript. */
export async function importModule(url: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(url)) as Record<string, unknown>;
  } catch (cause) {
    if ((cause as { code?: unknown } | null)?.code !== 'ERR_UNKNOWN_FILE_EXTENSION') throw cause;
    throw new Error(
      `Cannot import ${url} in a worker: this version of Node does not run TypeScript; build it to JavaScript, use Node 22.18 or newer, or give the pool a loader: new Pool({ execArgv: ['--import', 'tsx'] })`,
      { cause },
    );
  }
}
