import inspector, { Session } from 'node:inspector';
import { Script } from 'node:vm';
import { explainFunction } from 'rxjs-pool';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const factor = 3;
const makeClosure = (): ((x: number) => number) => {
  const own = factor + 1;
  return (x) => x * own;
};

describe('asking V8 about a function', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('closes every session that it opens, and disables the debugger that it enables', async () => {
    const connect = vi.spyOn(Session.prototype, 'connect');
    const disconnect = vi.spyOn(Session.prototype, 'disconnect');
    const post = vi.spyOn(Session.prototype, 'post');
    // A script that was not asked about before.
    // oxlint-disable-next-line typescript/no-implied-eval -- any new script does
    const make = new Function('const own = 1; return (x) => x + own') as () => (x: number) => number;
    expect((await explainFunction(make())).way).toBe('closure');
    const commands: string[] = post.mock.calls.map(([command]) => command as string);
    const count = (name: string): number => commands.filter((command) => command === name).length;
    expect(connect.mock.calls.length).toBeGreaterThan(0);
    expect(disconnect.mock.contexts).toEqual(connect.mock.contexts);
    expect(count('Debugger.enable')).toBeGreaterThan(0);
    expect(count('Debugger.disable')).toBe(count('Debugger.enable'));
    // Nothing listens for debuggers from outside.
    expect(inspector.url()).toBeUndefined();
  });

  it('leaves the global object as it was', async () => {
    const before = Reflect.ownKeys(globalThis);
    await explainFunction(makeClosure());
    expect(Reflect.ownKeys(globalThis)).toEqual(before);
  });

  describe('while another debugger is attached', () => {
    let session: Session;
    beforeEach(() => {
      session = new Session();
      session.connect();
    });
    afterEach(() => session.disconnect());

    it('does not disturb it', async () => {
      const parsed: string[] = [];
      let paused = 0;
      session.on('Debugger.scriptParsed', ({ params }) => parsed.push(params.url));
      session.on('Debugger.paused', () => {
        paused++;
        session.post('Debugger.resume');
      });
      session.post('Debugger.enable');
      session.post('Debugger.setBreakpointByUrl', { lineNumber: 1, url: 'breakpoint.js' });
      expect((await explainFunction(makeClosure())).way).toBe('closure');
      // Its debugger is still enabled, hears of new scripts and stops where it was told to.
      new Script('1;\n2;', { filename: 'breakpoint.js' }).runInThisContext();
      expect(parsed).toContain('breakpoint.js');
      expect(paused).toBe(1);
      let failure: Error | null = new Error('no answer');
      session.post('Debugger.setPauseOnExceptions', { state: 'none' }, (error) => (failure = error));
      expect(failure).toBeNull();
    });
  });
});
