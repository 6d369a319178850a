import { beforeEach, vi } from 'vitest';
import { hearAlone } from './hear-alone.js';

/** Collects the errors that nobody catches in this process during a case. The returned function waits for some. */
export function uncaught(): (count: number) => Promise<string[]> {
  const messages: string[] = [];
  const hear = ({ message }: Error): void => void messages.push(message);
  beforeEach(() => void (messages.length = 0));
  hearAlone('uncaughtException', hear);
  return async (count) => {
    await vi.waitFor(() => {
      if (messages.length < count) throw new Error(`heard so far: ${messages.join(', ')}`);
    });
    return messages;
  };
}
