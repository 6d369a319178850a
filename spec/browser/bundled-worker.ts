import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Plugin } from 'vitest/config';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Serves the worker of the specs in one piece, as an application's is: loading all its modules takes long. */
export function bundledWorker(): Plugin {
  return {
    name: 'bundled-worker',
    async configureServer({ middlewares, config }) {
      const builtins = ['fs', 'worker_threads'].map((name) => [`node:${name}`, here(`node/${name}.ts`)]);
      const { outputFiles } = await build({
        entryPoints: [here('pool.worker.ts')],
        bundle: true,
        format: 'esm',
        platform: 'browser',
        external: ['rxjs'],
        alias: Object.fromEntries(builtins) as Record<string, string>,
        define: { process: 'self.process' },
        write: false,
      });
      middlewares.use('/pool.worker.js', (_request, response) => {
        for (const [name, value] of Object.entries(config.server.headers ?? {})) {
          if (value !== undefined) response.setHeader(name, value);
        }
        response.setHeader('Content-Type', 'text/javascript');
        response.end(outputFiles[0]?.text);
      });
    },
  };
}
