#!/usr/bin/env node
import { readFlags, usage } from './read-flags.js';
import { Trouble } from './trouble.js';

try {
  const flags = readFlags(process.argv.slice(2));
  if (flags === 'help') console.log(usage);
  else {
    const { serve } = await loadServe();
    await serve(flags);
  }
} catch (error) {
  if (error instanceof Trouble) console.error(error.message);
  else console.error(error);
  process.exit(error instanceof Trouble ? error.exitCode : 1);
}

/** Its packages are optional: who does not use a queue has none of them. */
async function loadServe(): Promise<typeof import('./serve.js')> {
  try {
    return await import('./serve.js');
  } catch (cause) {
    const [, name] = /Cannot find package '([^']+)'/.exec(String(cause)) ?? [];
    if (name === undefined) throw cause;
    throw new Trouble(`Cannot start a worker: package '${name}' is missing; npm install bullmq ioredis`, 1);
  }
}
