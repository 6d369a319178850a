import type { Session } from 'node:inspector';
import { createRequire } from 'node:module';

// How values go between the inspector, which only knows their ids, and us: it runs in the same thread, so a function
// of ours can be called with them.
const SINK = Symbol.for('rxjs-pool.inspected');
const SINK_TEXT = `globalThis[Symbol.for('rxjs-pool.inspected')]`;

/** A conversation with V8 about this very thread. */
export class Inspector {
  readonly #session: Session;

  private constructor(session: Session) {
    this.#session = session;
  }

  /**
   * Asks V8 something. The session needs no debugger enabled, and leaves nothing behind.
   *
   * @returns Undefined where there is no inspector.
   */
  static use<R>(question: (inspector: Inspector) => R): R | undefined {
    const session = open();
    if (!session) return undefined;
    try {
      return question(new Inspector(session));
    } finally {
      session.disconnect();
    }
  }

  /** Sends a command; in the same thread, the answer is there at once. */
  ask<R>(method: string, params: object): R {
    const outcome: { failure?: Error | null; answer?: unknown } = {};
    this.#session.post(method, params, (failure: Error | null, answer?: object) => {
      Object.assign(outcome, { failure, answer });
    });
    if (outcome.failure) throw outcome.failure;
    return outcome.answer as R;
  }

  /** Hears of something that happens during the conversation. */
  on(event: 'Debugger.scriptParsed', listener: (message: { params: ParsedScript }) => void): void {
    this.#session.on(event, listener as never);
  }

  /** The inspector's id of an object. */
  idOf(value: object): string {
    const realm = globalThis as { [SINK]?: unknown };
    realm[SINK] = value;
    const { result } = this.ask<{ result: { objectId: string } }>('Runtime.evaluate', {
      expression: SINK_TEXT,
    });
    delete realm[SINK];
    return result.objectId;
  }

  /** The object of an inspector's id. */
  valueOf<T>(objectId: string): T {
    const realm = globalThis as { [SINK]?: (value: unknown) => void };
    let value: unknown;
    realm[SINK] = (found) => (value = found);
    this.ask('Runtime.callFunctionOn', {
      objectId,
      functionDeclaration: `function () { ${SINK_TEXT}(this) }`,
    });
    delete realm[SINK];
    return value as T;
  }
}

/** What the debugger says of a script. */
export interface ParsedScript {
  readonly scriptId: string;
  readonly url: string;
  readonly isModule?: boolean | undefined;
}

let InspectorSession: typeof Session | undefined;

function open(): Session | undefined {
  try {
    InspectorSession ??= (createRequire(import.meta.url)('node:inspector') as typeof import('node:inspector'))
      .Session;
    const session = new InspectorSession();
    session.connect();
    return session;
  } catch {
    return undefined;
  }
}
