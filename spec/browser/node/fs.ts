// The part of `node:fs` that specs and their tasks leave traces with, in browsers.
import { askServer } from './ask-server.js';

const EVERY = 5;

export const mkdtempSync = (prefix: string): string => askServer('mkdtempSync', prefix);
export const readFileSync = (path: string): string => askServer('readFileSync', path, 'utf8');
export const existsSync = (path: string): boolean => askServer('existsSync', path);
export const appendFileSync = (path: string, text: string): void => askServer('appendFileSync', path, text);
export const writeFileSync = (path: string, text: string): void => askServer('writeFileSync', path, text);
export const renameSync = (from: string, to: string): void => askServer('renameSync', from, to);
export const rmSync = (path: string, options: object): void => askServer('rmSync', path, options);

/** Looks again and again, where Node is told. */
export function watch(): { on(event: 'change', listener: () => void): void; close(): void } {
  let timer: ReturnType<typeof setInterval> | undefined;
  return {
    on(_event, listener) {
      timer = setInterval(listener, EVERY);
    },
    close: () => clearInterval(timer),
  };
}
