import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream/promises';

/**
 * Most ms that the rest of an upload is read for nothing. A client that still sends comes to read the answer only when it
 * has sent everything: longer lets slower ones learn why they were refused; shorter spends less on them.
 */
const LONGEST = 1000;

/** Reads and forgets what is left of an upload. Resolves when there is nothing more, or no more time. */
export async function discardRest(request: IncomingMessage): Promise<void> {
  request.resume();
  try {
    await finished(request, { signal: AbortSignal.timeout(LONGEST) });
  } catch {
    request.destroy();
  }
}
