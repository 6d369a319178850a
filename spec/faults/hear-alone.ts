import { afterEach, beforeEach } from 'vitest';

/** Has `hear` listen to an event of this process during each case, instead of all that do otherwise. */
export function hearAlone(event: 'warning' | 'uncaughtException', hear: (error: Error) => void): void {
  const emitter: NodeJS.EventEmitter = process;
  let others: Array<(error: Error) => void> = [];
  beforeEach(() => {
    others = emitter.listeners(event) as typeof others;
    emitter.removeAllListeners(event).on(event, hear);
  });
  afterEach(() => {
    emitter.removeAllListeners(event);
    for (const other of others) emitter.on(event, other);
  });
}
