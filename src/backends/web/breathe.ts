import type { WebPort } from './web-port.js';

// By a message, as browsers hold up timers that are set by timers for 4 ms.
let sender: WebPort | undefined;
const waiting: Array<() => void> = [];

/** Lets timers and messages of this thread have their turn. */
export function breathe(): Promise<void> {
  sender ??= connect();
  return new Promise((resolve) => {
    waiting.push(resolve);
    sender?.postMessage(undefined);
  });
}

function connect(): WebPort {
  const { port1, port2 } = new MessageChannel() as unknown as Record<'port1' | 'port2', WebPort>;
  port2.addEventListener('message', () => waiting.shift()?.());
  port2.start();
  return port1;
}
