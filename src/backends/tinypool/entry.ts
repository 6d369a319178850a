import { AsyncLocalStorage } from 'node:async_hooks';
import { parentPort } from 'node:worker_threads';
import { readData } from '../../function/bytes.js';
import type { Greeting } from '../../wire/messages.js';
import { provideContext } from '../../worker/current-task.js';
import { Session } from '../../worker/session.js';
import { dieWithParent } from './die-with-parent.js';
import { itemContext } from './item-context.js';
import { processPort } from './process-port.js';
import type { Start } from './start.js';
import { threadPort, type ListeningPort } from './thread-port.js';

// Taken now: user code that replaces them must not keep a worker that has to go.
const { process } = globalThis;
const exit = process.exit.bind(process);

/** What tinypool runs in a worker: begins the session, which lasts as long as the worker. */
export default function entry(start: Start): void {
  const [port, greeting] =
    start.runtime === 'worker_threads'
      ? [inThread(start), start.greeting]
      : [inProcess(start), readData(start.greeting) as Greeting];
  provideContext(new AsyncLocalStorage());
  const session = new Session(port, greeting);
  // A message that cannot be read would never be answered: the pool learns of it by this worker's end.
  port.listen(
    (message) => session.receive(message),
    (error) => die(session, error),
  );
  process.on('exit', () => session.leave(itemContext.getStore()));
  process.on('uncaughtException', (error) => {
    // Code that listens itself takes care of such errors itself.
    if (process.listenerCount('uncaughtException') > 1) return;
    die(session, error, itemContext.getStore());
  });
  void session.start();
}

function inThread({ port, memory }: Extract<Start, { runtime: 'worker_threads' }>): ListeningPort {
  // Nobody listens there but tinypool, which takes any message for the failure of the worker.
  if (parentPort) parentPort.postMessage = () => undefined;
  return threadPort(port, memory);
}

function inProcess({ channel }: Extract<Start, { runtime: 'child_process' }>): ListeningPort {
  dieWithParent();
  return processPort(channel);
}

/** Ends this worker for an error that no item can be told of; `owner` is the run of the item whose code threw it. */
function die(session: Session, error: unknown, owner?: object): void {
  session.confess(error, owner);
  exit(1);
}
