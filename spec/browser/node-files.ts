import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plugin } from 'vitest/config';

/** Answers `askServer`: the specs' traces are real files, below the folder for temporary ones. */
export function nodeFiles(): Plugin {
  const home = join(tmpdir(), 'rxjs-pool-spec-');
  return {
    name: 'node-files',
    configureServer({ middlewares }) {
      middlewares.use('/@node', (request, response) => {
        let body = '';
        // A kept one may be closed just when the next request takes it.
        response.setHeader('Connection', 'close');
        request.on('data', (text) => (body += String(text)));
        request.on('end', () => {
          try {
            const { operation, args } = JSON.parse(body) as {
              operation: string;
              args: [string, ...unknown[]];
            };
            if (!args[0].startsWith(home)) throw new Error(`not a file of the specs: ${args[0]}`);
            const call = Reflect.get(fs, operation) as (...args: unknown[]) => unknown;
            response.end(JSON.stringify({ value: call(...args) ?? null }));
          } catch (error) {
            response.statusCode = 500;
            response.end(String(error));
          }
        });
      });
    },
  };
}
