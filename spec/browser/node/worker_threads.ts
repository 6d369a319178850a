export const isMainThread = 'document' in globalThis;
export const threadId = Math.random();
export const { MessageChannel } = globalThis;
