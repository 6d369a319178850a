import { tsc } from './places.mjs';
import { runNode } from './run-node.mjs';

/**
 * Compiles the published declarations as the project of a user would whose settings are older or stricter than ours:
 * the libraries of ES2022 and the browser, and declarations that are checked.
 */
export function declarations() {
  const settings =
    '--noEmit --ignoreConfig --strict --skipLibCheck false --target es2022 --lib es2022,dom --module nodenext';
  const entries = [
    'dist/index.d.ts',
    'dist/browser.d.ts',
    'dist/backends/bullmq/index.d.ts',
    'dist/insight/index.d.ts',
    'dist/testing/index.d.ts',
  ];
  return runNode([tsc, ...settings.split(' '), '--types', 'node', ...entries], { seconds: 180 });
}
