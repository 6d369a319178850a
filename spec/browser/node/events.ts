/** Waits for a message, as Node's emitters can be waited for. */
export const once = (port: MessagePort, event: string): Promise<unknown[]> =>
  new Promise((resolve) => {
    port.addEventListener(event, (message) => resolve([(message as MessageEvent).data]), { once: true });
    port.start();
  });
