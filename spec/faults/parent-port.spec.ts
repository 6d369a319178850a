import { WorkerCrashedError } from 'rxjs-pool';
import { describe, expect, it } from 'vitest';
import { upTo } from '../helpers.js';
import { faultSettings, letters, outcomesOf, reasonOf, sharedWholePool } from './setup.js';

describe.each(faultSettings)('$name', (setting) => {
  const isThread = setting.backend.name === 'worker_threads';
  const pool = sharedWholePool(() => setting.create());

  it('what user code posts on the channels of its worker reaches nobody', async () => {
    const post = (x: number) => {
      const { parentPort } = process.getBuiltinModule('node:worker_threads');
      const messages = [
        'hello',
        null,
        undefined,
        7,
        { ready: true },
        { type: 'results', seq: 1, values: [9] },
      ];
      for (const message of [...messages, { rxjsPool: 'x', bytes: new Uint8Array(3) }]) {
        parentPort?.postMessage(message);
        if (message !== undefined) process.send?.(message);
      }
      return x;
    };
    const outcomes = await outcomesOf(pool(), setting, post, upTo(6));
    expect(outcomes.map((outcome) => outcome.status === 'fulfilled' && outcome.value)).toEqual(upTo(6));
  });

  it.runIf(isThread)('a message past the guard of parentPort costs the item that sends it', async () => {
    const post = async (x: number) => {
      const { MessagePort, parentPort } = process.getBuiltinModule('node:worker_threads');
      if (x !== 2) return x;
      if (parentPort) MessagePort.prototype.postMessage.call(parentPort, 'hello', []);
      return new Promise<number>(() => undefined);
    };
    const outcomes = await outcomesOf(pool(), setting, post, upTo(6));
    expect(letters(outcomes)).toBe('ffrfff');
    expect(reasonOf(outcomes[2])).toBeInstanceOf(WorkerCrashedError);
  });

  it('user code that closes or mutes the channels it can see costs at most its item', async () => {
    const cut = (x: number) => {
      const { parentPort } = process.getBuiltinModule('node:worker_threads');
      if (x !== 2) return x;
      // So that the worker would live on without anybody hearing of it.
      setInterval(() => undefined, 1000);
      parentPort?.removeAllListeners();
      parentPort?.unref();
      parentPort?.close();
      if (process.connected) process.disconnect();
      return x;
    };
    const outcomes = await outcomesOf(pool(), setting, cut, upTo(6));
    expect(letters(outcomes)).toBe(isThread ? 'ffffff' : 'ffrfff');
  });

  it.runIf(!isThread)('user code that takes away all listeners costs its item', async () => {
    const mute = (x: number) => {
      if (x !== 2) return x;
      setInterval(() => undefined, 1000);
      process.removeAllListeners();
      return new Promise<number>(() => undefined);
    };
    const outcomes = await outcomesOf(pool(), setting, mute, upTo(6));
    expect(letters(outcomes)).toBe('ffrfff');
  });

  it.runIf(!isThread)('user code that replaces process.send and process.exit costs nothing', async () => {
    const replace = (x: number) => {
      const refuse = (): never => {
        throw new Error('replaced');
      };
      Object.assign(process, { send: refuse, exit: refuse });
      return x;
    };
    expect(letters(await outcomesOf(pool(), setting, replace, upTo(6)))).toBe('ffffff');
  });
});
